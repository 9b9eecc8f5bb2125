import RecordStreams

extension Options {
  static let checkpoint = CommandOption.file(
    "checkpoint", in: .output, of: [.import],
    "Where the run is recorded (default: LIST.muster, with --sandbox LIST.sandbox.muster)")

  static let recordFormat = CommandOption<OutputFormat>.choice(
    "to", among: [.ndjson, .json, .csv, .tsv, .xml, .table], in: .output, of: [.inspect],
    "How records are printed (default: table on a terminal, else ndjson)")

  static let head = CommandOption.count(
    "head", "n", from: 0...1_000_000_000, in: .output, of: [.inspect], "Prints no more than N records")

  static let statistics = CommandOption.flag(
    "stats", in: .output, of: [.inspect],
    "Instead of records a row for each column: how many have a value, how many differ, types, longest, examples")

  static let rejects = CommandOption.file(
    "rejects", in: .output, of: [.check], "Writes the rejected rows with their reasons there, to be mended and imported"
  )

  static let resultFormat = CommandOption<OutputFormat>.choice(
    "to", among: [.csv, .tsv, .json, .ndjson, .xml, .table], in: .output, of: runners.union([.results]),
    "How results are written (default: by the name of the -o file, else csv)")

  static let output = CommandOption.file(
    "output", "o", in: .output, of: runners.union([.inspect, .results, .export]),
    "Writes to this file, readable only by you, once it is complete; - is standard output")

  static let failed = CommandOption.flag(
    "failed", in: .output, of: [.results], "The original rows of customers that failed, with the reason")

  static let rejected = CommandOption.flag(
    "rejected", in: .output, of: [.results], "The original rows that were rejected, with the reason")

  static let unprocessed = CommandOption.flag(
    "unprocessed", in: .output, of: [.results], "The original rows of customers whose turn has not come")

  static let retryFailed = CommandOption.flag(
    "retry-failed", in: .output, of: [.resume], "Takes up customers that failed or are unknown once more")

  static let dryRun = CommandOption.flag(
    "dry-run", "n", in: .output, of: [.import], "Sends nothing: the same as muster check")

  static let yes = CommandOption.flag(
    "yes", "y", in: .output, of: runners.subtracting([.resume]), "Does not ask before sending")

  static let json = CommandOption.flag("json", in: .output, of: [.status, .plan], "One JSON object instead of text")

  static let detailedExitCode = CommandOption.flag(
    "detailed-exitcode", in: .output, of: [.plan], "Ends with 6 if there is something to do")

  static let planCheckpoint = CommandOption.file(
    "checkpoint", in: .output, of: [.plan],
    "What an earlier import of the list has recorded (default: LIST.muster, if it is there)")

  static let outputOptions: [OptionDeclaration] = [
    checkpoint.declaration, recordFormat.declaration, head.declaration, statistics.declaration, rejects.declaration,
    resultFormat.declaration, output.declaration,
    failed.declaration, rejected.declaration, unprocessed.declaration, retryFailed.declaration, dryRun.declaration,
    yes.declaration, json.declaration, detailedExitCode.declaration, planCheckpoint.declaration,
  ]
}

/// How progress is shown.
enum ProgressStyle: String, Sendable, CaseIterable {
  case auto, plain, none
}

/// How messages are written.
enum LogFormat: String, Sendable, CaseIterable {
  case text, json
}

extension Options {
  private static let everybody = Set(CommandName.allCases)

  static let progress = CommandOption<ProgressStyle>.choice(
    "progress", among: ProgressStyle.allCases, in: .messages, of: senders,
    "A block that is redrawn (auto, on a terminal), a line every 10 s (plain), or nothing (default: auto)")

  static let noProgress = CommandOption.flag(
    "no-progress", in: .messages, of: senders, "The same as --progress none")

  static let logFormat = CommandOption<LogFormat>.choice(
    "log-format", among: LogFormat.allCases, in: .messages, of: everybody,
    "Messages as text, or as one JSON object a line (default: text)")

  static let verbose = CommandOption.flag("verbose", "v", in: .messages, of: everybody, "Says more")

  static let quiet = CommandOption.flag("quiet", "q", in: .messages, of: everybody, "Says nothing but errors")

  static let messageOptions: [OptionDeclaration] = [
    progress.declaration, noProgress.declaration, logFormat.declaration, verbose.declaration, quiet.declaration,
  ]
}
