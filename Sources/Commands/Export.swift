import Engine
import Ledger
import NgrokAPI
import RecordStreams

/// Writes out what the account has: users with their credentials, joined by owner.
struct Export: Command {
  let arguments: CommandArguments
  let surroundings: Surroundings

  private var console: Console { surroundings.console }

  func run() throws -> ExitCode {
    let goOn = CommandLineText(arguments).text
    let signals = StopSignals.listen(farewell: goOn)
    let kinds = (arguments[Options.with] ?? .all).kinds
    let path = checkpointPath
    try OutputDestination.probe(arguments[Options.output], sparing: [path], console: console)
    let layout = try ExportLayout(arguments, format: format(), with: kinds)
    let account = try AccountAccess(
      arguments, bound: nil, sandboxAccount: SandboxHost.accountPath(besideCheckpoint: path),
      variable: surroundings.variable)
    defer { account.sandbox?.stop() }
    let settings = JobSettings(reading: arguments)
    let reading = InventoryReading(
      loop: AccountLoop(
        account: account, arguments: arguments, surroundings: surroundings, signals: signals, farewell: goOn),
      settings: settings, kinds: kinds)
    let inventory = try reading.open(at: path)
    defer { if isTemporary { inventory.discard() } else { inventory.close() } }
    if let reason = try reading.read(into: inventory) { return stop(reason, settings, goOn: goOn) }
    try write(inventory, layout)
    inventory.discard()
    return .success
  }

  private func stop(_ reason: StopReason, _ settings: JobSettings, goOn: String) -> ExitCode {
    let report = Report(reason, reading: settings, goingOnWith: goOn)
    console.show(report)
    return report.exitCode
  }

  private func write(_ inventory: InventoryFile, _ layout: ExportLayout) throws {
    let destination = try OutputDestination(arguments[Options.output], console: console)
    var writing = ExportWriting(
      inventory, layout, to: destination.sink, defusesFormulas: arguments.has(Options.spreadsheet))
    try writing.run()
    try destination.complete()
    console.say("\(count(writing.records, "record")) written.", code: "written")
    console.warnOfReplacedCharacters(writing.replacedCharacters)
    if writing.leftOut > 0 {
      console.say(
        "\(count(writing.leftOut, "credential")) of people and of users that were not listed left out.",
        code: "left-out")
    }
  }

  private func format() throws(Report) -> OutputFormat {
    if let asked = arguments[Options.inventoryFormat] { return asked }
    let destination = try OutputDestination(arguments[Options.output], console: console)
    defer { destination.discard() }
    return destination.formatOfName ?? .csv
  }

  /// Whether what is gathered has no place where a later call would look for it.
  private var isTemporary: Bool {
    guard !arguments.isGiven(Options.inventoryCheckpoint) else { return false }
    return arguments[Options.output].map { $0 == "-" } ?? true
  }

  private var checkpointPath: String {
    if let path = arguments[Options.inventoryCheckpoint] { return path }
    guard !isTemporary, let output = arguments[Options.output] else {
      return surroundings.temporaryPath("export")
    }
    return "\(output)\(arguments.has(Options.sandbox) ? ".sandbox" : "").export.muster"
  }
}
