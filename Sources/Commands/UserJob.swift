import Engine
import Ledger
import NgrokAPI

/// Does to users that are there already what the command says: activates, deactivates or deletes them, or rotates their
/// credentials.
struct UserJob: Command {
  let operation: JobKind
  let arguments: CommandArguments
  let surroundings: Surroundings

  private var console: Console { surroundings.console }

  func run() throws -> ExitCode {
    let source = arguments.operands[0]
    let isSandbox = UserJobOrigin(arguments).isInSandbox(arguments)
    let path =
      try arguments[Options.checkpoint] ?? CheckpointPath.of(arguments.command, on: source, isSandbox: isSandbox)
    let signals = StopSignals.listen(beforeSendingFor: arguments)
    try OutputDestination.probe(arguments[Options.output], sparing: [source, path], console: console)
    let isDryRun = arguments.has(Options.dryRun)

    let found =
      isDryRun
      ? try Checkpoint.ofUnfinishedCall(readAt: path, of: arguments.command)
      : try Checkpoint.ofEarlierCall(at: path, of: arguments.command, surroundings)
    defer { found?.ledger.close() }
    // What has come to its end says nothing of how the users are by now.
    let ended = try found?.isEnded() == true ? found : nil
    let earlier = ended == nil ? found : nil
    var effective = try earlier?.goingOn(with: arguments, console) ?? arguments
    let origin = UserJobOrigin(effective)
    if origin.isInSandbox(effective) { effective.inherit([Options.sandbox.declaration.name: [""]]) }
    effective.inherit(origin.sandboxAccount)
    let intake = try origin.makeIntake(effective)
    let account = try AccountAccess(
      effective, bound: earlier?.ledger.header.baseURL ?? origin.baseURL, sandboxAccount: "",
      variable: surroundings.variable)
    defer { account.sandbox?.stop() }
    try account.probeSlots(effective, variable: surroundings.variable)

    let staging = ListStaging(
      intake: intake, operation: operation, arguments: effective, accountName: account.name, console: console)
    let resumeCommand = ResumeCommand(checkpoint: path, arguments: arguments).text
    let dryRun = DryRun(
      staging: staging, account: account, arguments: effective, surroundings: surroundings, earlier: earlier?.ledger)
    if isDryRun {
      let outlook = try dryRun.run(signals)
      console.say("A dry run: nothing was changed.", code: "dry-run")
      return outlook.exitCode
    }
    try earlier?.ledger.takeUpPutOff()
    if operation == .delete, try earlier?.ledger.hasBegunChanges() != true {
      let consent = Consent(arguments: arguments, account: account, surroundings: surroundings)
      try consent.require(for: .delete, what: "deletes what nobody can bring back")
      if consent.isAskedFor, try !consent.isGiven(to: dryRun.run(signals), by: .delete) {
        throw Report("declined", "nothing was changed", exit: .stopped)
      }
    }
    try ended?.setAside(surroundings.console)
    let ledger = try account.keptIfUsed { try staging.takeIn(checkpointPath: path, earlier: earlier?.ledger) }
    defer { ledger.close() }
    let settings = JobSettings(ledger.header, effective)
    let run = JobRun(
      ledger: ledger, account: account, arguments: effective, surroundings: surroundings, signals: signals,
      resumeCommand: resumeCommand)
    // A deletion has been consented to by its number.
    return try run.carryOut(
      settings, reportingAs: arguments, announcement: operation == .delete ? nil : announcement)
  }

  private func announcement(_ price: RunPrice, _ settings: JobSettings, at account: AccountAccess) -> String {
    let kind = settings.userKind == .bot ? "bot user" : "service user"
    return "\(count(price.customers, kind)) at \(account.name) will be \(operation.participle), \(price.spokenTime)."
  }
}

extension JobKind {
  /// What becomes of a user: “will be …”.
  var participle: String {
    switch self {
    case .import: "created"
    case .activate: "activated"
    case .deactivate: "deactivated"
    case .delete, .withdraw: "deleted"
    case .rotate: "given new credentials"
    case .retire: "left without their old credentials"
    }
  }
}

/// What a job on existing users works on, and what follows from that about the account.
struct UserJobOrigin {
  private let operand: String
  /// The checkpoint that is the operand, or that knows the customers' keys.
  private let checkpoint: RunLedger?
  private let isCheckpoint: Bool

  init(_ arguments: CommandArguments) {
    operand = arguments.operands[0]
    isCheckpoint = operand != "-" && RunLedger.isLedger(at: operand)
    let path = isCheckpoint ? operand : arguments.all(Options.keysFrom).first
    checkpoint = path.flatMap { try? RunLedger.openForReading(at: $0) }
  }

  /// The account of the checkpoint that the users come from.
  var baseURL: String? { checkpoint?.header.baseURL }

  /// Whether the account is the embedded one, by the command line or by where the users come from.
  func isInSandbox(_ arguments: CommandArguments) -> Bool {
    arguments.has(Options.sandbox) || (baseURL == AccountAccess.sandboxName && !arguments.isGiven(Options.baseURL))
  }

  /// Where the embedded account is, unless the person says otherwise: with the list or the checkpoint.
  var sandboxAccount: [String: [String]] {
    let option = Options.sandboxAccount.declaration.name
    if let given = checkpoint.flatMap({ StoredOptions($0.header.options)?.given[option] }) { return [option: given] }
    return [
      option: [SandboxHost.accountPath(besideCheckpoint: checkpoint?.path ?? "\(operand).sandbox.muster")]
    ]
  }

  func makeIntake(_ arguments: CommandArguments) throws -> any JobIntake {
    guard isCheckpoint else { return try UserListIntake(arguments) }
    return try CheckpointIntake(try Checkpoint(readAt: operand).ledger, arguments)
  }
}
