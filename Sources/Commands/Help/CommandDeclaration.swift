import Sandbox

/// What help says about a command, apart from its options.
struct CommandDeclaration: Sendable {
  struct Example: Sendable {
    /// What it is for.
    let purpose: String
    /// The arguments behind `muster`, as typed.
    let line: String
  }

  let name: CommandName
  /// What the command does, in a few words.
  let summary: String
  /// What the one operand is called; `nil` where there is none.
  let operand: String?
  /// Paragraphs below the summary.
  let explanation: [String]
  let examples: [Example]
  /// What the values of an option may be, where that is more than a line: a heading and its entries each.
  var appendices: [(title: String, entries: [(label: String, meaning: String)])] = []

  static func of(_ command: CommandName) -> CommandDeclaration {
    switch command {
    case .inspect: inspect
    case .check: check
    case .plan: plan
    case .import: `import`
    case .resume: resume
    case .status: status
    case .results: results
    case .verify: verify
    case .export: export
    case .activate: activate
    case .deactivate: deactivate
    case .delete: delete
    case .rotate: rotate
    case .retire: retire
    case .undo: undo
    case .sandbox: sandbox
    }
  }
}

extension CommandDeclaration {
  private static let inspect = CommandDeclaration(
    name: .inspect, summary: "print a list's records as they are read", operand: "FILE",
    explanation: [
      "FILE is the list; - is standard input. A list with broken syntax or encoding is refused with line, column and "
        + "reason (exit code 4); a single row with too many or too few fields is reported, the others are printed "
        + "(exit code 1)."
    ],
    examples: [
      Example(purpose: "How is this list read?", line: "inspect customers.csv --head 5 --to table -v"),
      Example(purpose: "What is in its columns?", line: "inspect customers.csv --stats --to table"),
      Example(
        purpose: "A semicolon list from a spreadsheet, as JSON", line: "inspect crm.csv --delimiter ';' --to json"),
    ])

  private static let check = CommandDeclaration(
    name: .check, summary: "say what an import would do; sends nothing", operand: "FILE",
    explanation: [
      "FILE is the list; - is standard input. Shows which column becomes what and why, the first customers, every "
        + "rejected row with its reason (the first 20; all with -v), how many requests the import takes and how long "
        + "at the account's limit. Exit code 0: every row is fine; 1: some rows are rejected; 4: the list cannot be read."
    ],
    examples: [
      Example(purpose: "Before anything is sent", line: "check customers.csv"),
      Example(
        purpose: "With a name made of two columns",
        line: "check customers.csv --name '{company} ({customer_id})' --metadata plan,region"),
      Example(purpose: "How long at half of the limit?", line: "check customers.csv --keys 2 --max-share 50%"),
      Example(
        purpose: "Only some rows, and what was found out as a job file to edit and import",
        line: "check customers.csv --where 'plan != \"free\"' --write-job job.json5"),
    ])

  private static let plan = CommandDeclaration(
    name: .plan, summary: "hold a list against the account; changes nothing", operand: "FILE",
    explanation: [
      "FILE is the list; - is standard input. Lists the account's users and API keys and says what would have to be done so "
        + "that the account has what the list asks for: create, adopt (with --existing adopt), rename, activate, "
        + "deactivate; what is unchanged, what is a conflict, and who is in the account but not in the list. With the "
        + "requests that takes, and the time at the account's limit.",
      "A customer's user is known from the checkpoint of an earlier import, else from the customer key in the metadata of "
        + "API keys that muster made, else from its name alone. Only in the first two cases another name is a rename.",
      "Exit code 0: all is well; 1: there are conflicts or rejected rows; with --detailed-exitcode 6: there is something "
        + "to do.",
    ],
    examples: [
      Example(purpose: "What would an import change?", line: "plan customers.csv"),
      Example(purpose: "Is everything as the list says?", line: "plan customers.csv --detailed-exitcode"),
      Example(purpose: "For a program", line: "plan customers.csv --existing adopt --json"),
    ])

  private static let `import` = CommandDeclaration(
    name: .import, summary: "turn a list into bot users and API keys", operand: "FILE",
    explanation: [
      "FILE is the list; - is standard input, which needs --checkpoint. Every row becomes one bot user with its API "
        + "keys, exactly once. What happens is recorded in a checkpoint beside the list before it happens: the import "
        + "can be stopped, killed or cut off at any moment, and the same command or muster resume goes on.",
      "The API shows each key's token a single time. muster keeps it in the checkpoint; -o or muster results writes it "
        + "out. Guard both files.",
    ],
    examples: [
      Example(
        purpose: "A rehearsal on an emulated account", line: "import customers.csv --sandbox --sandbox-limit none"),
      Example(purpose: "A pilot of ten, then the rest", line: "import customers.csv --stop-after 10"),
      Example(purpose: "The whole list, the results into a file", line: "import customers.csv -o credentials.csv"),
      Example(purpose: "What a job file says", line: "import --job job.json5"),
      Example(
        purpose: "Over night, with room for production",
        line: "import customers.csv --yes --max-share 50% --max-duration 8h --max-errors 5%"),
    ])

  private static let resume = CommandDeclaration(
    name: .resume, summary: "go on with an import that was stopped", operand: "CHECKPOINT",
    explanation: [
      "Goes on where the run recorded in CHECKPOINT stopped, whatever stopped it, with the options it was started "
        + "with; options given again replace those. The API key is not in the checkpoint and is needed again.",
      "A customer is unknown where nobody can tell whether something in the account is its own. --reconcile shows each "
        + "with the candidates, their ids and when they were created (exit code 1; 0 if there is none). Nothing is "
        + "settled by guess: --adopt-unknown, --delete-unknown and --keep-unknown say what to do with a candidate, and "
        + "the run then goes on.",
    ],
    examples: [
      Example(purpose: "Go on", line: "resume customers.csv.muster"),
      Example(
        purpose: "Try those once more that failed, and write the results",
        line: "resume customers.csv.muster --retry-failed -o credentials.csv"),
      Example(
        purpose: "A key that nobody got the token of goes, and a new one takes its place",
        line: "resume customers.csv.muster --delete-unknown ak_2x4VHD1y4bTmNvN4fMS7dYJ2VgA"),
    ])

  private static let status = CommandDeclaration(
    name: .status, summary: "show how far a run is", operand: "CHECKPOINT",
    explanation: [
      "Shows the tally, failures by reason, the pace and the time left. Reads only, also while the run is going on."
    ],
    examples: [
      Example(purpose: "For eyes", line: "status customers.csv.muster"),
      Example(purpose: "For programs", line: "status customers.csv.muster --json"),
    ])

  private static let results = CommandDeclaration(
    name: .results, summary: "write what a run came to, tokens included", operand: "CHECKPOINT",
    explanation: [
      "One row for each customer and credential: key, name, state, user_id, credential, credential_id, token, "
        + "replaces_id, created_at, code, message, operation_id, source. With --failed, --rejected or --unprocessed it "
        + "is the list's original rows instead, with the reason in three columns behind them, importable again. Reads "
        + "only, also while the run is going on."
    ],
    examples: [
      Example(purpose: "Everything, into a file", line: "results customers.csv.muster -o credentials.csv"),
      Example(purpose: "For another program", line: "results customers.csv.muster --to ndjson"),
      Example(
        purpose: "The rejected rows, to correct and import",
        line: "results customers.csv.muster --rejected -o rejected.csv"),
    ])

  private static let verify = CommandDeclaration(
    name: .verify, summary: "hold a run's record against the account", operand: "CHECKPOINT",
    explanation: [
      "Lists the account's users and API keys and names every difference: what the run created and is missing, renamed "
        + "or inactive, and keys with this run's mark that the record does not know. Changes nothing. Exit code 1: "
        + "there are differences."
    ],
    examples: [Example(purpose: "After an import", line: "verify customers.csv.muster")])

  private static let export = CommandDeclaration(
    name: .export, summary: "write out the account's users and credentials", operand: nil,
    explanation: [
      "An inventory: bot users with their API keys, authtokens and SSH credentials, joined by owner; no tokens, which the "
        + "API never shows again. Changes nothing, and asks for every 100 users and every 100 credentials once. With -o "
        + "it can be stopped, killed or cut off at any moment, and the same command goes on.",
      "The account may change meanwhile. Users are listed first: one that is made later is not in it, one that is deleted "
        + "or renamed is as it was when its page was read. Credentials are as they are when their lists are read, which "
        + "is later; those of people, and of users that were made meanwhile, come last and are told by owner_kind.",
      "Members of the API's answers that muster does not know are kept in nested JSON. Metadata is written without muster's "
        + "mark.",
    ],
    examples: [
      Example(purpose: "Everything, for another program", line: "export -o account.json"),
      Example(
        purpose: "A table of users alone, for a spreadsheet", line: "export --with none --spreadsheet -o users.csv"),
      Example(
        purpose: "Which authtokens restrict nothing?",
        line: "export --with authtokens --select name,credential_id,acl --sort name --to table"),
      Example(
        purpose: "A list to import with another account's API key",
        line: "export --for-import -o account.json"),
    ],
    appendices: [("Columns", ExportColumn.allCases.map { ($0.rawValue, $0.summary) })])

  private static let sandbox = CommandDeclaration(
    name: .sandbox, summary: "run an emulated ngrok account on this machine", operand: nil,
    explanation: [
      "Answers on 127.0.0.1 as the API does, over real HTTP, until it is interrupted, with faults and limits of your "
        + "choice. Any client of the API can be pointed at it.",
      "GET /_sandbox/stats counts requests, answers and faults; GET /_sandbox/dump shows what the account holds, without "
        + "tokens. docs/sandbox.md says more.",
    ],
    examples: [
      Example(purpose: "On a fixed port, kept in a file", line: "sandbox --port 8080 --account account.json"),
      Example(
        purpose: "Every 50th answer is lost after the work was done, and no limit",
        line: "sandbox --fault drop-after=0.02 --fault latency=1,20-80 --limit none --seed 7"),
      Example(
        purpose: "Nobody answers for half a minute after 200 requests",
        line: "sandbox --port 8080 --fault outage=200+30s"),
    ],
    appendices: [
      (
        "Faults ([METHOD:]NAME=PROBABILITY[,ARGUMENT][@START[+LENGTH]])",
        Fault.allCases.map { ($0.rawValue, $0.summary) } + [(FaultPlan.outage, FaultPlan.outageSummary)]
      ), ("Quirks", AccountQuirk.allCases.map { ($0.rawValue, $0.summary) }),
    ])
}
