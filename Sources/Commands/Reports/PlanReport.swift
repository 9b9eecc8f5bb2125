import NgrokAPI
import RecordStreams

/// Shows a plan's changes as they are found, and at the end what they come to.
protocol PlanReport {
  mutating func take(_ change: PlannedChange) throws
  mutating func takeUnmatched(_ user: User) throws
  mutating func finish(_ tally: PlanTally, _ price: RunPrice) throws
}

/// A plan for people: a table of what is to be done, and sums.
struct PlanTable: PlanReport {
  let console: Console
  let list: String
  let shape: ListShape
  let account: String
  /// How many of each kind are shown; the others are counted.
  let most: Int
  private var table: any RecordWriter
  private let sink = MemoryByteSink()
  private var shown: [String: Int] = [:]

  init(console: Console, list: String, _ shape: ListShape, account: String, showsAll: Bool) throws {
    self.console = console
    self.list = list
    self.shape = shape
    self.account = account
    most = showsAll ? .max : 20
    table = OutputFormat.table.makeWriter(to: sink)
    try table.begin(columns: ["action", "key", "name", "user", "remark"])
  }

  mutating func take(_ change: PlannedChange) throws {
    let word = change.conflict == nil ? change.actions.map(\.rawValue).joined(separator: ", ") : "conflict"
    guard !word.isEmpty, isWorthShowing(word) else { return }
    let formerName = change.actions.contains(.rename) ? change.user.map { "is called \($0.name)" } : nil
    try table.write([
      word, change.key, change.name, change.user?.id.rawValue ?? "",
      change.conflict.map { "\($0.code), \(shape.place(of: change.source))" } ?? formerName ?? "",
    ])
    if let conflict = change.conflict {
      console.sayInDetail("\(shape.place(in: list, change.source)): \(conflict.message)", code: conflict.code)
    }
  }

  mutating func takeUnmatched(_ user: User) throws {
    guard isWorthShowing("not in the list") else { return }
    try table.write(["not in the list", "", user.name, user.id.rawValue, user.isActive ? "" : "inactive"])
  }

  private mutating func isWorthShowing(_ word: String) -> Bool {
    shown[word, default: 0] += 1
    return shown[word, default: 0] <= most
  }

  mutating func finish(_ tally: PlanTally, _ price: RunPrice) throws {
    try table.finish()
    var text = "\(list) against \(account): \(count(tally.customers, "customer")), \(count(tally.users, "user"))\n\n"
    if !shown.isEmpty { text += sink.text.split(separator: "\n").map { "  \($0)\n" }.joined() + "\n" }
    if shown.values.contains(where: { $0 > most }) { text += "  The first \(most) of each kind; -v shows all\n\n" }
    for term in tally.terms {
      let word = term.word.replacing("_", with: " ")
      let number = grouped(term.count)
      text += "  \(word)" + String(repeating: " ", count: max(1, 22 - word.count - number.count)) + number + "\n"
    }
    text += "\n"
    text +=
      tally.isNothingToDo
      ? "There is nothing to do.\n"
      : "Doing it takes \(count(tally.requestsInAll, "request")), \(price.spokenTime).\n"
    if tally.conflicts > 0 { text += "Conflicts are left alone; -v says what they are about.\n" }
    try console.print(text + "Nothing was changed.\n")
  }
}

/// A plan for programs: one JSON object, written as it is found.
struct PlanJSON: PlanReport {
  private var bytes: [UInt8] = []
  private let sink: any ByteSink
  private let shape: ListShape
  private var hasItems = false
  private var isInUnmatched = false

  init(console: Console, list: String, _ shape: ListShape, account: String) throws {
    sink = console.output
    self.shape = shape
    bytes += Array("{\"list\":".utf8)
    JSONText.append(list, to: &bytes)
    bytes += Array(",\"account\":".utf8)
    JSONText.append(account, to: &bytes)
    bytes += Array(",\"changes\":[".utf8)
  }

  mutating func take(_ change: PlannedChange) throws {
    guard !change.isUnchanged else { return }
    begin()
    member("action", change.conflict == nil ? change.actions.first?.rawValue ?? "" : "conflict", isFirst: true)
    bytes += Array(",\"actions\":[\(change.actions.map { "\"\($0.rawValue)\"" }.joined(separator: ","))]".utf8)
    member("key", change.key)
    member("name", change.name)
    if let user = change.user {
      member("user_id", user.id.rawValue)
      if change.actions.contains(.rename) { member("former_name", user.name) }
    }
    if let conflict = change.conflict {
      member("code", conflict.code)
      member("message", conflict.message)
    }
    bytes += Array(",\"source\":\(shape.number(of: change.source)),\"requests\":\(change.requests)}".utf8)
    try flush(atLeast: 65_536)
  }

  mutating func takeUnmatched(_ user: User) throws {
    if !isInUnmatched { endChanges() }
    begin()
    member("id", user.id.rawValue, isFirst: true)
    member("name", user.name)
    bytes += Array(",\"active\":\(user.isActive)}".utf8)
    try flush(atLeast: 65_536)
  }

  mutating func finish(_ tally: PlanTally, _ price: RunPrice) throws {
    if !isInUnmatched { endChanges() }
    bytes += Array("\n],\"customers\":\(tally.customers),\"users\":\(tally.users),\"counts\":{".utf8)
    bytes += Array(tally.terms.map { "\"\($0.word)\":\($0.count)" }.joined(separator: ",").utf8)
    bytes += Array("},\"requests\":\(tally.requestsInAll)".utf8)
    if let time = price.time { bytes += Array(",\"seconds\":\(time.components.seconds)".utf8) }
    bytes += Array(",\"is_nothing_to_do\":\(tally.isNothingToDo)}\n".utf8)
    try flush(atLeast: 0)
  }

  private mutating func endChanges() {
    bytes += Array("\n],\"not_in_list\":[".utf8)
    hasItems = false
    isInUnmatched = true
  }

  private mutating func begin() {
    bytes += Array((hasItems ? ",\n{" : "\n{").utf8)
    hasItems = true
  }

  private mutating func member(_ name: StaticString, _ text: String, isFirst: Bool = false) {
    bytes += Array("\(isFirst ? "" : ",")\"\(name)\":".utf8)
    JSONText.append(text, to: &bytes)
  }

  private mutating func flush(atLeast size: Int) throws {
    guard bytes.count >= size else { return }
    try bytes.withUnsafeBytes { try sink.write($0) }
    bytes.removeAll(keepingCapacity: true)
  }
}
