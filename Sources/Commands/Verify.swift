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
    let title = comparison.kinds == [.apiKey] ? "API key" : "credential"
    console.say(
      "Looking for \(count(comparison.recordedUsers, "user")) and \(count(comparison.recordedKeys, title)) in "
        + "\(account.title).")
    var found = 0
    try loop.read([.users] + comparison.kinds.map(AccountList.credentials), settings) { items in
      switch items {
      case .users(let users): found += try report(comparison.take(users))
      case .credentials(_, let credentials): found += try report(try comparison.take(credentials))
      }
    }
    found += try report(comparison.missing())
    console.say(found == 0 ? "Everything is there." : "\(count(found, "difference")).")
    return found == 0 ? .success : .incomplete
  }

  private func report(_ differences: [AccountComparison.Difference]) throws -> Int {
    for difference in differences { try console.print("\(difference.code): \(difference.message)\n") }
    return differences.count
  }
}
