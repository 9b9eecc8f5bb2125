import RecordStreams

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Where the program speaks: data on standard output, everything else on standard error.
///
/// Used from the main thread only.
final class Console {
  /// How much is said; errors always are.
  enum Loudness: Int, Comparable {
    case quiet, normal, verbose
    static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
  }

  enum Level: String, Encodable {
    case detail, info, warning, error
  }

  let output: any ByteSink
  let error: any ByteSink
  let isOutputTerminal: Bool
  let isErrorTerminal: Bool
  var loudness = Loudness.normal
  var format = LogFormat.text
  /// What has to leave the screen before a message is written, and comes back behind it.
  var screenBlock: ScreenBlock?

  init(output: any ByteSink, error: any ByteSink, isOutputTerminal: Bool = false, isErrorTerminal: Bool = false) {
    self.output = output
    self.error = error
    self.isOutputTerminal = isOutputTerminal
    self.isErrorTerminal = isErrorTerminal
  }

  /// Speaks as the command line asks for.
  func adopt(_ arguments: CommandArguments) {
    format = arguments[Options.logFormat] ?? .text
    if arguments.has(Options.verbose) { loudness = .verbose }
    if arguments.has(Options.quiet) { loudness = .quiet }
  }

  /// Tells what is going on; `-q` silences it.
  func say(_ text: String, code: String = "note") {
    if loudness >= .normal { write(.info, code: code, text) }
  }

  /// Tells what `-v` asks for.
  func sayInDetail(_ text: String, code: String = "detail") {
    if loudness >= .verbose { write(.detail, code: code, text) }
  }

  func warn(_ text: String, code: String) {
    if loudness >= .normal { write(.warning, code: code, format == .text ? "warning: \(text)" : text) }
  }

  func show(_ report: Report) {
    defer { if let command = report.command { showCommand(command) } }
    switch format {
    case .text:
      var text = report.place.map { "\($0): " } ?? "muster: "
      text += report.message
      if let advice = report.advice { text += "\n  \(advice)" }
      writeLine(text)
    case .json:
      writeEntry(
        Entry(
          level: .error, code: report.code, place: report.place, message: report.message, advice: report.advice))
    }
  }

  /// The last line of a run that stopped; scripts take it as a command, so nothing else may be on it.
  func showCommand(_ command: String) {
    switch format {
    case .text:
      if loudness >= .normal { writeLine("To go on:") }
      writeLine(command)
    case .json: writeEntry(Entry(level: .info, code: "resume", message: command))
    }
  }

  /// Writes data; a reader that has gone away ends it quietly.
  func print(_ text: String) throws(WriteFailure) {
    var text = text
    // Typed throws do not pass through closures that rethrow any error.
    let result: Result<Void, WriteFailure> = text.withUTF8 { bytes in
      do throws(WriteFailure) {
        try output.write(UnsafeRawBufferPointer(bytes))
        return .success(())
      } catch {
        return .failure(error)
      }
    }
    try result.get()
  }

  private func write(_ level: Level, code: String, _ text: String) {
    switch format {
    case .text: writeLine(text)
    case .json: writeEntry(Entry(level: level, code: code, message: text))
    }
  }

  private struct Entry: Encodable {
    var time = Date.now.formatted(.iso8601)
    var level: Level
    var code: String
    var place: String?
    var message: String
    var advice: String?
  }

  private func writeEntry(_ entry: Entry) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(entry) else { return }
    writeLine(String(decoding: data, as: UTF8.self))
  }

  private func writeLine(_ text: String) {
    screenBlock?.clear(on: error)
    writeRaw(text + "\n")
    screenBlock?.redraw(on: error)
  }

  /// Where standard error cannot be written there is nobody left to tell.
  func writeRaw(_ text: String) {
    var text = text
    text.withUTF8 { bytes in try? error.write(UnsafeRawBufferPointer(bytes)) }
  }
}
