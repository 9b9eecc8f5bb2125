import Engine
import Ledger
import NgrokAPI

/// Holds a run's record against the account, and names every difference; changes nothing.
struct Verify: Command {
  let arguments: CommandArguments
  let surroundings: Surroundings

  private var console: Console { surroundings.console }

  func run() throws -> ExitCode {
    let farewell = "muster: verify was ended; it has changed nothing"
    let signals = StopSignals.listen(farewell: farewell)
    let checkpoint = try Checkpoint(readAt: arguments.operands[0])
    try checkpoint.warnOfMissingRecords(on: console)
    if let undo = try checkpoint.ledger.undoneBy() {
      throw Report(
        "job-undone", at: checkpoint.ledger.path, "what this run did is taken back by the undo recorded in \(undo)",
        advice: "verify that one", exit: .checkpointRefused)
    }
    let effective = checkpoint.arguments(besides: arguments)
    let account = try AccountAccess(
      effective, bound: checkpoint.ledger.header.baseURL, sandboxAccount: checkpoint.sandboxAccount,
      variable: surroundings.variable)
    defer { account.sandbox?.stop() }
    let settings = JobSettings(checkpoint.ledger.header, effective)
    let loop = AccountLoop(
      account: account, arguments: effective, surroundings: surroundings, signals: signals, farewell: farewell)

    // Keys and users that the run makes while this looks would seem to be unknown: say so rather than be wrong.
    if let holder = CheckpointHolder.find(of: checkpoint.ledger.path) {
      console.warn(
        "process \(holder) is working on the checkpoint; what it does meanwhile shows up as a difference",
        code: "running")
    }
    var comparison = try AccountComparison(checkpoint.ledger)
    let gone = comparison.counted(.gone)
    console.say(
      "Looking for \(comparison.counted(.there) ?? "nothing") in \(account.title)"
        + (gone.map { ", and whether \($0) are gone." } ?? "."))
    var found = 0
    let lists = (comparison.hasUsers ? [.users] : []) + comparison.kinds.map(AccountList.credentials)
    try loop.read(lists, settings) { items in
      switch items {
      case .users(let users): found += try report(comparison.take(users))
      case .credentials(_, let credentials): found += try report(try comparison.take(credentials))
      }
    }
    found += try report(comparison.missing())
    let unsettled = try DoubtReport(checkpoint.ledger).lines + unknownCustomers(checkpoint.ledger)
    for line in unsettled { try console.print("\(line)\n") }
    found += unsettled.count
    let success = gone == nil ? "Everything is there." : "Everything is as recorded."
    console.say(found == 0 ? success : "\(count(found, "difference")).")
    return found == 0 ? .success : .incomplete
  }

  /// Customers of whom the run itself could not find out what the account has for them.
  private func unknownCustomers(_ ledger: RunLedger) throws -> [String] {
    guard try ledger.tally()[.unknown] > 0 else { return [] }
    var lines: [String] = []
    let shape = ledger.listShape
    try ledger.forEachResult { row in
      guard row.state == .unknown, lines.count < 1000 else { return }
      lines.append("customer-unknown: \(shape.place(of: row.source)) (\(row.key)): \(row.message)")
    }
    return lines
  }

  private func report(_ differences: [AccountComparison.Difference]) throws -> Int {
    for difference in differences { try console.print("\(difference.code): \(difference.message)\n") }
    return differences.count
  }
}
