import Engine
import NgrokAPI
import Runner
import Sandbox
import Transport

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The account that a command talks to: ngrok's, or the one inside the program.
struct AccountAccess {
  /// What a checkpoint is bound to. The embedded account listens on another port every time, so it has a name instead.
  let name: String
  let baseURL: BaseURL
  let apiKey: Secret
  /// Serves as long as it is held.
  let sandbox: SandboxServer?

  /// The embedded account's file, if it was made just now.
  private let madeFile: String?

  static let sandboxName = "sandbox"

  /// - Parameters:
  ///   - bound: what the checkpoint is bound to, if there is one.
  ///   - sandboxAccount: where the embedded account is kept unless the person says otherwise.
  init(
    _ arguments: CommandArguments, bound: String?, sandboxAccount: String, variable: (String) -> String?
  ) throws(Report) {
    if arguments.has(Options.sandbox) {
      try Self.refuseContradictions(arguments)
      let file = arguments[Options.sandboxAccount] ?? sandboxAccount
      madeFile = file.isEmpty || Checkpoint.exists(at: file) ? nil : file
      let server = try SandboxHost.start(
        SandboxHost.Wish(
          limit: arguments[Options.sandboxLimit], quotas: arguments.all(Options.sandboxQuota),
          faults: arguments.all(Options.sandboxFault), seed: arguments[Options.sandboxSeed], account: file))
      name = Self.sandboxName
      baseURL = try Self.parse(server.baseURL)
      apiKey = Secret(server.adminKey)
      sandbox = server
    } else {
      if let asked = arguments[Options.baseURL] {
        baseURL = asked
      } else if let bound, bound != Self.sandboxName {
        baseURL = try Self.parse(bound)
      } else {
        baseURL = .ngrok
      }
      name = baseURL.description
      madeFile = nil
      apiKey = try APIKeySource.key(fromFile: arguments[Options.apiKeyFile], variable: variable)
      sandbox = nil
    }
    if let bound, bound != name { throw Self.otherAccount(bound: bound, asked: name) }
  }

  /// Does what comes before the first request; where that fails, an embedded account made for it goes as well.
  func keptIfUsed<Value>(_ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch {
      sandbox?.stop()
      if let madeFile { unlink(madeFile) }
      throw error
    }
  }

  /// How messages call it.
  var title: String { Self.title(of: name) }

  /// How messages call the account that a checkpoint is bound to.
  static func title(of name: String) -> String { name == sandboxName ? "the sandbox" : name }

  var isLoopback: Bool { sandbox != nil || baseURL.isLoopback }

  private static func refuseContradictions(_ arguments: CommandArguments) throws(Report) {
    guard arguments.isGiven(Options.baseURL) else { return }
    throw Report(
      .contradiction("--sandbox is an account inside the program, and --base-url names another one: give one of them"))
  }

  private static func parse(_ address: String) throws(Report) -> BaseURL {
    do {
      return try BaseURL(address)
    } catch {
      throw Report("base-url-unusable", error.description, exit: .wrongUsage)
    }
  }

  private static func otherAccount(bound: String, asked: String) -> Report {
    let isSandbox = bound == sandboxName
    return Report(
      "other-account",
      isSandbox
        ? "this checkpoint belongs to an import into the sandbox, not to \(asked)"
        : "this checkpoint belongs to \(bound), not to \(asked == sandboxName ? "the sandbox" : asked)",
      advice: isSandbox
        ? "add --sandbox, or name another checkpoint"
        : "leave --base-url and --sandbox out, or name another checkpoint",
      exit: .checkpointRefused)
  }
}

extension AccountAccess {
  func makeTransport(_ arguments: CommandArguments) throws(TransportError) -> CurlTransport {
    var configuration = TransportConfiguration(
      baseURL: baseURL, apiKey: apiKey, userAgent: "muster/\(Program.version)")
    configuration.maximumConnections = arguments[Options.concurrency] ?? configuration.maximumConnections
    configuration.connectTimeout = arguments[Options.connectTimeout] ?? configuration.connectTimeout
    // The engine gives up by --timeout; this is for the case that it cannot.
    configuration.totalTimeout = (arguments[Options.timeout] ?? .seconds(30)) + .seconds(30)
    configuration.certificateAuthorityFile = arguments[Options.certificates]
    configuration.proxy = arguments[Options.proxy]?.text
    return try CurlTransport(configuration: configuration)
  }

  /// Finds out before anything is staged whether the account's window can be shared.
  func probeSlots(_ arguments: CommandArguments, variable: (String) -> String?) throws {
    let settings = JobSettings(reading: arguments)
    _ = try makeSlots(settings.rate, settle: settings.settle, variable: variable)
  }

  /// The account's window: shared by all runs on this machine, but the embedded account has no other visitor.
  func makeSlots(_ rate: RateLimit?, settle: Duration, variable: (String) -> String?) throws -> any SlotBook {
    guard let rate else { return PrivateSlots(count: 0) }
    guard sandbox == nil else { return PrivateSlots(count: rate.count) }
    var environment: [String: String] = [:]
    for name in ["XDG_STATE_HOME", "HOME"] { environment[name] = variable(name) }
    return try SlotFile(
      folder: StateFolder.path(environment: environment), account: "\(name)\n\(apiKey.exposed)", limit: rate,
      settle: settle)
  }
}
