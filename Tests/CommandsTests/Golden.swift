import Foundation
import Testing

/// Compares a text with the recorded one in `Golden/`.
///
/// A text that is recorded for the first time fails its test, so that a person looks at it before it is committed;
/// `MUSTER_RECORD=1` records texts that have changed, and fails likewise.
func expectGolden(_ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) {
  let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")
  let file = folder.appending(path: "\(name).golden")
  let recorded = try? String(contentsOf: file, encoding: .utf8)
  if recorded == text { return }
  if recorded == nil || ProcessInfo.processInfo.environment["MUSTER_RECORD"] == "1" {
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try? text.write(to: file, atomically: true, encoding: .utf8)
    Issue.record("\(name).golden has been newly recorded: look at it", sourceLocation: sourceLocation)
  } else {
    Issue.record("\(name).golden says something else than:\n\(text)", sourceLocation: sourceLocation)
  }
}
