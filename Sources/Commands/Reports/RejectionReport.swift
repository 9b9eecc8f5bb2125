import RecordStreams

/// Tells of rows that are no records: each of the first 20, or of all with `-v`, and how many there are.
struct RejectionReport {
  private(set) var count = 0
  private let list: String
  private let console: Console
  private let most: Int

  init(of list: String, _ arguments: CommandArguments, console: Console) {
    self.list = list
    self.console = console
    most = arguments.has(Options.verbose) ? .max : 20
  }

  mutating func add(_ rejection: Rejection, _ shape: ListShape) {
    count += 1
    if count <= most { console.show(Report(rejection, in: list, shape)) }
  }

  func finish() {
    guard count > most else { return }
    console.warn(
      "\(list): \(grouped(count - most)) more rows are rejected; -v shows all, muster check --rejects FILE writes them",
      code: "rejected")
  }
}
