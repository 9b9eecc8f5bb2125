import Sandbox

extension Options {
  private static let host: Set<CommandName> = [.sandbox]
  private static let guests: Set<CommandName> = senders

  static let sandbox = CommandOption.flag(
    "sandbox", in: .sandbox, of: guests,
    "Uses an emulated account inside the program instead of ngrok's; needs no API key")

  static let sandboxLimit = limitOption("sandbox-limit", of: guests)
  static let sandboxQuota = quotaOption("sandbox-quota", of: guests)
  static let sandboxFault = faultOption("sandbox-fault", of: guests)
  static let sandboxSeed = seedOption("sandbox-seed", of: guests)
  static let sandboxAccount = accountOption(
    "sandbox-account", of: guests, "Where the emulated account is kept (default: beside the checkpoint)")

  static let port = CommandOption.count(
    "port", "p", "PORT", from: 0...65_535, in: .sandbox, of: host, "Listens on this port of 127.0.0.1 (default: any)")
  static let limit = limitOption("limit", of: host)
  static let quota = quotaOption("quota", of: host)
  static let fault = faultOption("fault", of: host)
  static let seed = seedOption("seed", of: host)
  static let quirks = CommandOption<AccountQuirk>(
    "quirk", placeholder: "QUIRK", isRepeatable: true, accepted: alternatives(AccountQuirk.allCases.map(\.rawValue)),
    in: .sandbox, of: host, "Behaves in a way that the API's documentation leaves open; can be given several times"
  ) { AccountQuirk(rawValue: $0) }
  static let nameLimit = CommandOption.count(
    "name-limit", nil, "BYTES", from: 1...100_000, in: .sandbox, of: host,
    "The longest name of a user, whose real limit nobody knows (default: 255)")
  static let concurrencyLimit = CommandOption.count(
    "concurrency-limit", from: 1...100_000, in: .sandbox, of: host,
    "Refuses more requests at once with ERR_NGROK_225 (default: none)")
  static let keyLimit = CommandOption<RateChoice>(
    "key-limit", placeholder: "N/TIME", accepted: RateChoice.accepted, in: .sandbox, of: host,
    "Refuses more new API keys in this time with ERR_NGROK_614 (default: none)"
  ) { RateChoice($0) }
  static let scenario = CommandOption.file(
    "scenario", in: .sandbox, of: host,
    "Takes these options from a file (JSON5), faults over time with them; what is given here as well counts more")
  static let account = accountOption(
    "account", of: host, "Keeps the account in this file (default: in memory, gone at the end)")

  static let sandboxOptions: [OptionDeclaration] = [
    sandbox.declaration, sandboxLimit.declaration, sandboxQuota.declaration, sandboxFault.declaration,
    sandboxSeed.declaration,
    sandboxAccount.declaration,
    port.declaration, limit.declaration, quota.declaration, fault.declaration, quirks.declaration,
    nameLimit.declaration, concurrencyLimit.declaration, keyLimit.declaration, seed.declaration, scenario.declaration,
    account.declaration,
  ]

  private static func limitOption(_ name: String, of commands: Set<CommandName>) -> CommandOption<RateChoice> {
    CommandOption(
      name, placeholder: "N/TIME", accepted: RateChoice.accepted, in: .sandbox, of: commands,
      "The emulated account's limit of requests, or none (default: 120/60s)"
    ) { RateChoice($0) }
  }

  private static func quotaOption(_ name: String, of commands: Set<CommandName>) -> CommandOption<QuotaChoice> {
    CommandOption(
      name, placeholder: "KIND=N", isRepeatable: true, accepted: QuotaChoice.accepted, in: .sandbox, of: commands,
      "How many credentials of a kind (api_key, authtoken, ssh) the emulated account may have; can be given several times"
    ) { QuotaChoice($0) }
  }

  private static func faultOption(_ name: String, of commands: Set<CommandName>) -> CommandOption<FaultPlan.Entry> {
    CommandOption(
      name, placeholder: "FAULT=SHARE", isRepeatable: true,
      accepted: "NAME=PROBABILITY[,ARGUMENT][@START+LENGTH], such as drop-after=0.02 or latency=1,500@60s+30s; "
        + "muster sandbox --help describes " + alternatives(Fault.allCases.map(\.rawValue) + [FaultPlan.outage]),
      in: .sandbox, of: commands,
      "A way to misbehave and how often or when, such as drop-after=0.02 or outage=200+30s; can be given several times"
    ) { try? FaultPlan.parse($0) }
  }

  private static func seedOption(_ name: String, of commands: Set<CommandName>) -> CommandOption<Int> {
    .count(
      name, from: 0...Int.max, in: .sandbox, of: commands, "What ids, tokens and faults are drawn from (default: 1)")
  }

  private static func accountOption(
    _ name: String, of commands: Set<CommandName>, _ summary: String
  ) -> CommandOption<String> {
    .file(name, in: .sandbox, of: commands, summary)
  }
}
