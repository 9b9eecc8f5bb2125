import RecordStreams

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What a checkpoint keeps of the command line that made it, so that `muster resume` needs nothing but the checkpoint.
struct StoredOptions: Codable, Equatable {
  var version = 1
  /// What was given, by the options' names.
  var given: [String: [String]] = [:]
  /// How the rows of the list are written, to give them back as they were.
  var shape = ListShape(format: .csv)

  /// Options that say something about one call of the program and not about the job.
  private static let ofOneCall: Set<String> = [
    Options.stopAfter.declaration.name, Options.maxDuration.declaration.name, Options.output.declaration.name,
    Options.resultFormat.declaration.name, Options.dryRun.declaration.name, Options.yes.declaration.name,
    Options.strict.declaration.name, Options.checkpoint.declaration.name, Options.progress.declaration.name,
    Options.noProgress.declaration.name, Options.logFormat.declaration.name, Options.verbose.declaration.name,
    Options.quiet.declaration.name, Options.job.declaration.name,
  ]

  init(_ arguments: CommandArguments, shape: ListShape) {
    given = arguments.given.filter { !Self.ofOneCall.contains($0.key) }
    self.shape = shape
  }

  /// - Returns: `nil` if the text is not what `text` made, or was made by a later program.
  init?(_ text: String) {
    guard let stored = try? JSONDecoder().decode(StoredOptions.self, from: Data(text.utf8)), stored.version == 1 else {
      return nil
    }
    self = stored
  }

  var text: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Texts and numbers: there is nothing in it that JSON cannot hold.
    return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }
}
