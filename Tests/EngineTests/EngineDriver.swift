import Engine
import NgrokAPI
import Testing

/// Drives an engine by hand, in virtual time: the test says what comes in, and sees what goes out.
struct EngineDriver {
  var engine: JobEngine
  var now = Instant(nanoseconds: 0)
  var window: SlotWindow
  /// All changes that were made durable, in order.
  var durable: [Change] = []

  init(
    _ customers: [PendingCustomer], baseline: ListProgress = .complete, witnesses: [UserID] = [],
    configure: (inout JobSettings) -> Void = { _ in }
  ) {
    var settings = JobSettings(run: "run")
    settings.settle = .seconds(30)
    configure(&settings)
    engine = JobEngine(
      settings: settings, baseline: baseline, witnesses: witnesses, hasPending: !customers.isEmpty, start: now)
    window = SlotWindow(count: settings.rate?.count ?? 1)
    waiting = customers
  }

  /// Drives an engine that has no customers.
  init(_ engine: JobEngine) {
    self.engine = engine
    window = SlotWindow(count: engine.settings.rate?.count ?? 1)
    waiting = []
  }

  private var waiting: [PendingCustomer]

  /// One turn without a commit: what is decided waits for `commit`.
  mutating func decide() {
    engine.expireDeadlines(at: now)
    _ = engine.takeCancellations()
    let room = engine.admissionRoom
    if room > 0 {
      // As the ledger does, it hands out again whom the engine has not taken up.
      if let cursor = engine.cursor { waiting.removeAll { $0.customer.id <= cursor } }
      engine.admit(Array(waiting.prefix(room)), asked: room, at: now)
    }
    engine.schedule(in: &window, at: now)
  }

  mutating func commit() -> [OutgoingRequest] {
    durable += engine.pendingChanges
    engine.acknowledge(engine.pendingChanges.count)
    return engine.takeRequests()
  }

  /// A whole turn; returns what leaves.
  mutating func turn() -> [OutgoingRequest] {
    decide()
    return commit()
  }

  mutating func advance(by duration: Duration) { now = now + duration }

  mutating func answer(_ request: OutgoingRequest, _ delivery: Delivery) {
    engine.receive(Completion(id: request.id, delivery: delivery), at: now)
  }

  mutating func answer(_ request: OutgoingRequest, status: Int, _ body: String = "") {
    answer(request, .answered(APIAnswer(status: status, body: Array(body.utf8))))
  }

  /// Answers the lists of an owner's authtokens and SSH credentials, which come behind that of its API keys.
  mutating func answerOtherListsWithNothing() throws {
    answer(try #require(turn().first), status: 200, #"{"credentials":[],"next_page_uri":null}"#)
    answer(try #require(turn().first), status: 200, #"{"ssh_credentials":[],"next_page_uri":null}"#)
  }

  /// Answers the lookups that wait, knowing nothing.
  mutating func answerLookupsWithNothing() { answerLookups() }

  /// Answers the lookups that wait, knowing these users.
  mutating func answerLookups(baseline: Set<UserID> = [], customers: Set<UserID> = []) {
    for lookup in engine.takeLookups() {
      switch lookup.question {
      case .users: engine.receive(.users(baseline: baseline, customers: customers), to: lookup, at: now)
      case .credentials: engine.receive(.credentials(issued: [], earlier: []), to: lookup, at: now)
      }
    }
  }

  func outcome(of id: Int64) -> Outcome? {
    durable.reversed().lazy.compactMap {
      if case .outcome(CustomerID(id), let outcome) = $0 { outcome } else { nil }
    }.first
  }

  /// The pages of lists that were made durable.
  var pages: [ListedPage] { durable.compactMap { if case .listed(let page) = $0 { page } else { nil } } }

  var attempts: [Attempt] { durable.compactMap { if case .attempt(let attempt) = $0 { attempt } else { nil } } }
}

func customer(_ id: Int64, name: String? = nil, keys: Int = 1) -> PendingCustomer {
  PendingCustomer(
    customer: Customer(
      id: CustomerID(id), key: "\(id)", name: name ?? "Customer \(id)", description: "muster", keyCount: keys))
}

enum Answers {
  static func user(_ id: String, name: String) -> String {
    #"{"id":"\#(id)","name":"\#(name)","active":true,"created_at":"2026-01-01T00:00:00Z"}"#
  }

  static func key(_ id: String, owner: String, metadata: String = "", token: String? = "secret") -> String {
    let escaped = metadata.replacing("\"", with: "\\\"")
    return #"{"id":"\#(id)","description":"muster","metadata":"\#(escaped)","created_at":"2026-01-01T00:00:00Z","#
      + #""owner_id":"\#(owner)","token":\#(token.map { "\"\($0)\"" } ?? "null")}"#
  }

  static func users(_ items: [String]) -> String {
    #"{"bot_users":[\#(items.joined(separator: ","))],"uri":"x","next_page_uri":null}"#
  }

  static func keys(_ items: [String]) -> String {
    #"{"keys":[\#(items.joined(separator: ","))],"uri":"x","next_page_uri":null}"#
  }

  static func error(_ code: String, status: Int) -> String {
    #"{"error_code":"\#(code)","status_code":\#(status),"msg":"words","details":{"operation_id":"op_1"}}"#
  }
}
