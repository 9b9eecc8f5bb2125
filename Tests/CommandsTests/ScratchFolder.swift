import Foundation

/// A folder of a test's own that is gone with it.
final class ScratchFolder {
  private let path = FileManager.default.temporaryDirectory.appendingPathComponent("muster-\(UUID().uuidString)").path

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// - Returns: the file's path.
  func write(_ text: String, as name: String) throws -> String {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    let file = "\(path)/\(name)"
    try Data(text.utf8).write(to: URL(fileURLWithPath: file))
    return file
  }
}
