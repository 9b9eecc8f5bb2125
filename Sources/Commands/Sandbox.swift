import CPlatform
import Sandbox

/// Runs the emulated account until it is interrupted.
struct SandboxCommand: Command {
  let arguments: CommandArguments
  let surroundings: Surroundings

  func run() throws -> ExitCode {
    let console = surroundings.console
    // Before the server's thread is started, so that it inherits the mask.
    muster_block_stop_signals()
    var wish = SandboxHost.Wish(
      port: arguments[Options.port] ?? 0, limit: arguments[Options.limit], quotas: arguments.all(Options.quota),
      faults: arguments.all(Options.fault),
      quirks: arguments.all(Options.quirks), seed: arguments[Options.seed], account: arguments[Options.account])
    wish.nameLimit = arguments[Options.nameLimit]
    wish.concurrencyLimit = arguments[Options.concurrencyLimit]
    wish.keyLimit = arguments[Options.keyLimit]?.limit
    let server = try SandboxHost.start(wish)
    // The address is the command's data: a script reads it from the first line.
    try console.print("\(server.baseURL)\n")
    console.say("An emulated ngrok account answers there; its admin's API key is “\(server.adminKey)”. For example:")
    console.say(
      "  curl -H 'Authorization: Bearer \(server.adminKey)' -H 'Ngrok-Version: 2' \(server.baseURL)/bot_users")
    console.say(
      "  NGROK_API_KEY=\(server.adminKey) muster import customers.csv --base-url \(server.baseURL) --settle 1s")
    if wish.account == nil { console.say("It is kept in memory and gone at the end; --account FILE keeps it.") }
    console.say("Ctrl-C ends it.")
    _ = muster_wait_for_stop_signal()
    server.stop()
    return .success
  }
}
