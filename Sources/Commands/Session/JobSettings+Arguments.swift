import Engine
import Ledger
import Roster

extension JobSettings {
  /// The settings of the job that a checkpoint records.
  ///
  /// - Parameter arguments: of the job's command, also where another command goes on with it.
  init(_ header: JobHeader, _ arguments: CommandArguments) {
    self.init(run: header.run, arguments)
    kind = header.operation
    userKind = header.userKind
    deletesActiveUsers = kind == .delete && arguments.has(Options.deletesActive)
    rotatesAgain = kind == .rotate && arguments.has(Options.rotatesAgain)
    undoneRun = header.earlierRun.isEmpty ? nil : header.earlierRun
    keyMember = CustomerMapping(canonicalForm: header.mapping)?.keyMember
  }

  /// The settings of a command that reads the account and runs no job.
  init(reading arguments: CommandArguments) { self.init(run: "", arguments) }

  /// The settings that a command line asks for.
  ///
  /// - Parameters:
  ///   - run: the run's name out of its checkpoint.
  ///   - arguments: of the job's command.
  private init(run: String, _ arguments: CommandArguments) {
    self.init(run: run)
    let isSandbox = arguments.has(Options.sandbox)
    userKind = arguments.has(Options.serviceUsers) ? .service : .bot
    existing = arguments[Options.existing] ?? .fail
    onQuota = arguments[Options.onQuota] ?? .stop
    usesMarker = !arguments.has(Options.noMarker)
    // An answer of the embedded account that is late is late by what its faults say, not by a network.
    settle = arguments[Options.settle] ?? (isSandbox ? .milliseconds(500) : settle)
    timeout = arguments[Options.timeout] ?? timeout
    retries = arguments[Options.retries] ?? retries
    concurrency = arguments[Options.concurrency] ?? concurrency
    rate = Self.rate(arguments)
    share = (arguments[Options.maxShare] ?? 100) / 100
    maximumErrors = arguments[Options.maxErrors]
    stopAfter = arguments[Options.stopAfter]
    maximumDuration = arguments[Options.maxDuration]
    if let asked = arguments[Options.maxOutage] { (maximumOutage, maximumFirstOutage) = (asked, asked) }
    seed = .random(in: .min ... .max)
  }

  /// The limit to keep: what is asked for, else the embedded account's own, else ngrok's.
  static func rate(_ arguments: CommandArguments) -> RateLimit? {
    if let asked = arguments[Options.rate] { return asked.limit }
    if arguments.has(Options.sandbox), let limit = arguments[Options.sandboxLimit] { return limit.limit }
    return .documented
  }
}
