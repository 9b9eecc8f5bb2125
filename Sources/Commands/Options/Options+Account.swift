import Engine
import NgrokAPI
import Transport

extension Options {
  static let baseURL = CommandOption<BaseURL>(
    "base-url", placeholder: "URL",
    accepted: "an https:// address without user name and query; http:// only for this machine", in: .account,
    of: senders, "Where the API is (default: https://api.ngrok.com)"
  ) { try? BaseURL($0) }

  static let apiKeyFile = CommandOption.file(
    "api-key-file", in: .account, of: senders,
    "Reads the API key from a file that nobody else can read, or from standard input (-); "
      + "else it comes from the environment variable NGROK_API_KEY")

  static let serviceUsers = CommandOption.flag(
    "service-users", in: .account, of: mappers.union(userJobs).union([.export]),
    "Service users instead of bot users")

  static let noMarker = CommandOption.flag(
    "no-marker", in: .account, of: mappers.union([.rotate]),
    "Leaves the mark out of the keys' metadata by which keys with lost answers are found again")

  static let certificates = CommandOption.file(
    "ca-cert", in: .account, of: senders, "Trusts the certificates in this file (PEM) instead of the system's")

  static let proxy = CommandOption<ProxyAddress>(
    "proxy", placeholder: "URL",
    accepted: "the address of a proxy without name and password, such as http://proxy.example:3128 or "
      + "socks5h://127.0.0.1:1080, or none",
    in: .account, of: senders,
    "Goes by way of this HTTP or SOCKS proxy, or of none (default: what the environment variable https_proxy says, else "
      + "all_proxy; where no_proxy names the API's host, none). A proxy's password may stand in those variables only"
  ) { ProxyAddress($0) }

  static let accountOptions: [OptionDeclaration] = [
    baseURL.declaration, apiKeyFile.declaration, serviceUsers.declaration, noMarker.declaration,
    certificates.declaration, proxy.declaration,
  ]
}

extension Options {
  private static let priced: Set<CommandName> = senders.union([.check])

  static let rate = CommandOption<RateChoice>(
    "rate", placeholder: "N/TIME", accepted: RateChoice.accepted, in: .pace, of: priced,
    "The account's limit of requests, or none (default: 120/60s, which is ngrok's)"
  ) { RateChoice($0) }

  static let maxShare = CommandOption<Double>(
    "max-share", placeholder: "PERCENT", accepted: "a share over 0 and up to 100, such as 50%", in: .pace, of: priced,
    "How much of the limit this run may use; keys in production spend the same one (default: 100%)",
    parse: parsePercentage)

  static let concurrency = CommandOption.count(
    "concurrency", "j", from: 1...256, in: .pace, of: senders, "Requests under way at once (default: 16)")

  static let retries = CommandOption.count(
    "retries", from: 0...1000, in: .pace, of: senders,
    "Further tries for a request that got no definite answer (default: 8)")

  static let settle = CommandOption.duration(
    "settle", from: .zero ... .seconds(86_400), in: .pace, of: runners,
    "How long an unanswered request may still be carried out by ngrok; only then it is looked for "
      + "(default: 30s, with --sandbox 500ms)")

  static let timeout = CommandOption.duration(
    "timeout", from: .milliseconds(10) ... .seconds(3600), in: .pace, of: senders,
    "How long an answer may take (default: 30s)")

  static let connectTimeout = CommandOption.duration(
    "connect-timeout", from: .milliseconds(10) ... .seconds(3600), in: .pace, of: senders,
    "How long connecting may take (default: 10s)")

  static let maxErrors = CommandOption<ErrorLimit>(
    "max-errors", placeholder: "N|N%", accepted: "a number of customers, or a share of those finished, such as 5%",
    in: .pace, of: runners, "Stops when more customers than that have failed; a share counts once 100 have finished"
  ) { ErrorLimit(parsing: $0) }

  static let onQuota = CommandOption<QuotaPolicy>.choice(
    "on-quota", among: QuotaPolicy.allCases, in: .pace, of: [.import, .resume],
    "What to do when the account may have no more credentials of a kind: stop, or go on with all else and leave those for "
      + "later (default: skip where customers get several kinds, else stop)")

  static let stopAfter = CommandOption.count(
    "stop-after", from: 1...1_000_000_000, in: .pace, of: runners,
    "Stops when N customers are finished: a pilot on the same checkpoint")

  static let maxDuration = CommandOption.duration(
    "max-duration", from: .milliseconds(1) ... .seconds(366 * 86_400), in: .pace, of: runners,
    "Stops after this time, such as 8h")

  static let maxOutage = CommandOption.duration(
    "max-outage", from: .zero ... .seconds(366 * 86_400), in: .pace, of: senders,
    "How long the API may be out of reach before the run stops (default: 12h, and 1m where it has never answered yet)")

  static let paceOptions: [OptionDeclaration] = [
    rate.declaration, maxShare.declaration, concurrency.declaration, retries.declaration, settle.declaration,
    timeout.declaration, connectTimeout.declaration, maxErrors.declaration, onQuota.declaration, stopAfter.declaration,
    maxDuration.declaration, maxOutage.declaration,
  ]
}
