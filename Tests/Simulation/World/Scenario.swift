import Engine
import NgrokAPI
import Sandbox

/// A fault of the world between the client and the account.
public enum WorldFault: String, CaseIterable, Sendable {
  /// The connection breaks before the request arrives.
  case lostBefore
  /// The request is carried out and its answer is lost.
  case lostAfter
  /// The connection breaks, and the request is carried out later, within the settling time.
  case late
  /// A key is created later than the settling time allows for, but not twice as late: the last look at the owner is
  /// there for that.
  case veryLate
  /// The request hangs until the client gives it up, and may be carried out after that.
  case hang
  /// A proxy repeats the request on a broken connection of its own: it is carried out twice, and the client hears of the
  /// second or of none.
  case duplicated
  /// 500, 502 or 503 before the work.
  case errorBefore
  /// 500, 502 or 503 after the work.
  case errorAfter
  /// A proxy's page with status 200, after the work.
  case garbage
  /// A page of a list does not show yet what was created within the settling time.
  case staleLists
  /// The request never leaves: connection refused.
  case refused
  /// An outage: nothing leaves for a while.
  case outage
  /// Answers take very different times, so that they overtake each other.
  case reordered
  /// A commit fails and nothing of it is durable.
  case commitFails
  /// A commit fails but is durable all the same.
  case commitFailsDurably
  /// The API limits the creation of keys (ERR_NGROK_614) and concurrency (ERR_NGROK_225).
  case throttles
  /// The API refuses the key, for the whole account; it is mended before the run goes on.
  case keyRefused
  /// For a while the API refuses all names (ERR_NGROK_4110), also such as it may have carried out already.
  case namesRefused
  /// The process stands still for up to hours, and the network goes on; half of the times the machine's clock stands still
  /// as well, as it does while the machine sleeps.
  case suspended
  /// The server's clock is set forward by up to a day, or back by as much as clocks are set back in practice.
  case clockJumps
  /// Others create, rename and delete users and keys meanwhile, also users of the same names.
  case others
}

extension WorldFault {
  /// Whether it befalls single requests and their answers.
  var isOfRequests: Bool {
    switch self {
    case .lostBefore, .lostAfter, .late, .veryLate, .hang, .duplicated, .errorBefore, .errorAfter, .garbage,
      .staleLists, .refused, .reordered, .keyRefused:
      true
    case .outage, .commitFails, .commitFailsDurably, .throttles, .namesRefused, .suspended,
      .clockJumps, .others:
      false
    }
  }
}

/// A job that follows from another one.
public enum Sequel: Sendable {
  /// Takes it back.
  case undo
  /// Deletes what it has replaced.
  case retire
}

/// Everything about one simulated migration that its seed decides.
public struct Scenario: Sendable {
  public var seed: UInt64
  public var faults: [WorldFault]
  /// How likely a request meets a fault.
  public var faultRate: Double
  public var customerCount: Int
  public var keyCounts: [Int]
  /// How many credentials of a kind the account may have, until somebody mends that.
  public var quotas: [AccountResourceKind: Int] = [:]
  /// Of each customer; empty where the list asks for API keys only.
  public var authtokenCounts: [Int] = []
  /// Whether each customer has an SSH key; likewise.
  public var haveSSHKeys: [Bool] = []
  /// Whether a job on existing users knows them by their ids, and not by their names.
  public var knowsIDs: Bool
  public var settings: JobSettings
  public var sequel: Sequel?
  /// Whether the first job is not gone on with when it has been killed, before its sequel begins.
  public var abandonsFirst: Bool
  /// Whether others do something between two jobs that the second one has to respect.
  public var othersComeBetween: Bool
  /// Whether an undo deletes users, too, that are the first job's by circumstances only.
  public var includesInferred: Bool
  /// Users of others that are there before the run.
  public var earlierUsers: Int
  /// How many of them have the name of a customer.
  public var earlierNamesakes: Int
  public var latency: Duration
  /// How far the server's clock is off, in seconds.
  public var serverClockOffset: Int64
  public var countsThrottled: Bool
  /// Crashes at these events of the run, counted over commits, sends and receipts.
  public var crashes: [Int]
  /// A person asks the run to stop at these.
  public var interruptions: [Int]
  /// Whether the machine starts again after some of the crashes.
  public var reboots: Bool
  /// Whether another run on the machine uses the same account.
  public var hasNeighbour: Bool
  public var retryAfter: AccountLimits.RetryAfter
  /// The code of a 404, which is not documented.
  public var notFoundCode: String?

  public init(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    self.seed = seed
    let faultCount = Int.random(in: 0...2, using: &generator)
    var faults = Array(WorldFault.allCases.shuffled(using: &generator).prefix(faultCount))
    // What others do matters most while something of ours is in doubt, or not visible yet.
    if faultCount == 2, Int.random(in: 0..<3, using: &generator) == 0 {
      let doubts: [WorldFault] = [.lostBefore, .lostAfter, .late, .hang, .errorBefore, .errorAfter, .staleLists]
      faults = [doubts.randomElement(using: &generator) ?? .late, .others]
    }
    self.faults = faults
    faultRate = [0.05, 0.2, 0.4].randomElement(using: &generator) ?? 0.2
    let isLarge = Int.random(in: 0..<20, using: &generator) == 0
    let customers = isLarge ? 130 : Int.random(in: 1...10, using: &generator)
    customerCount = customers
    keyCounts = (0..<customers).map { _ in [0, 1, 1, 1, 2, 3].randomElement(using: &generator) ?? 1 }
    var settings = JobSettings(run: "r\(seed)")
    settings.userKind = Bool.random(using: &generator) ? .bot : .service
    settings.existing = ExistingPolicy.allCases.randomElement(using: &generator) ?? .fail
    settings.usesMarker = Int.random(in: 0..<5, using: &generator) > 0
    settings.settle = .milliseconds(Int.random(in: 200...8_000, using: &generator))
    settings.timeout = .milliseconds(Int.random(in: 1_000...10_000, using: &generator))
    settings.concurrency = Int.random(in: 1...12, using: &generator)
    settings.rate =
      Int.random(in: 0..<3, using: &generator) == 0
      ? nil
      : RateLimit(
        count: Int.random(in: 3...30, using: &generator), window: .seconds(Int.random(in: 1...20, using: &generator)))
    settings.seed = generator.next()
    // Every fourth migration is about users that are there already.
    let others = SimulatedTask.all.dropFirst()
    let task = seed % 4 == 3 ? others[1 + Int(seed / 4) % others.count] : SimulatedTask(.import)
    settings.kind = task.kind
    sequel = task.sequel
    abandonsFirst = seed / 32 % 2 == 0
    includesInferred = seed / 64 % 2 == 0
    othersComeBetween = seed / 32 % 8 > 5
    settings.deletesActiveUsers = seed / 32 % 4 == 0
    knowsIDs = seed / 128 % 2 == 0
    self.settings = settings
    let populations = faults.contains(.others) ? [0, 5, 20, 40, 230] : [0, 0, 5, 120, 230]
    earlierUsers = populations.randomElement(using: &generator) ?? 0
    earlierNamesakes = min(earlierUsers, Int.random(in: 0...max(1, customers / 3), using: &generator))
    latency = .milliseconds(Int.random(in: 1...400, using: &generator))
    serverClockOffset = Int64.random(in: -100_000...100_000, using: &generator)
    countsThrottled = Bool.random(using: &generator)
    crashes = []
    let crashCount = Int.random(in: 1...3, using: &generator)
    var event = 0
    for _ in 0..<crashCount {
      event += Int.random(in: 1...(6 * customers + 10), using: &generator)
      crashes.append(event)
    }
    interruptions = Bool.random(using: &generator) ? [] : [Int.random(in: 1...(6 * customers + 10), using: &generator)]
    reboots = Int.random(in: 0..<4, using: &generator) == 0
    hasNeighbour = settings.rate != nil && Int.random(in: 0..<5, using: &generator) == 0
    retryAfter = AccountLimits.RetryAfter.allCases.randomElement(using: &generator) ?? .seconds
    notFoundCode = Bool.random(using: &generator) ? nil : "ERR_NGROK_404"
    drawLimits(using: &generator)
    drawKinds()
  }

  /// What a person may set to end a process early, and to hold it back.
  private mutating func drawLimits(using generator: inout SeededGenerator) {
    settings.share = Int.random(in: 0..<5, using: &generator) == 0 ? 0.5 : 1
    settings.retries = [8, 8, 3, 1].randomElement(using: &generator) ?? 8
    switch Int.random(in: 0..<12, using: &generator) {
    case 0: settings.stopAfter = Int.random(in: max(1, customerCount / 8)...customerCount, using: &generator)
    case 1: settings.maximumErrors = .count(Int.random(in: 0...3, using: &generator))
    case 2:
      settings.maximumDuration = .seconds(Int.random(in: 60...300, using: &generator))
      // A process that cannot even look at one customer in its time gets nowhere, however often it is called.
      if let rate = settings.rate { settings.maximumDuration? += rate.window * 40 / rate.count }
    default: break
    }
  }

  /// A generator of its own: what a seed was before there were several kinds, it still is.
  private mutating func drawKinds() {
    var generator = SeededGenerator(seed: seed &+ 0x6B69_6E64)
    guard Int.random(in: 0..<3, using: &generator) > 0 else { return }
    authtokenCounts = keyCounts.map { _ in [0, 0, 1, 1, 2].randomElement(using: &generator) ?? 1 }
    settings.onQuota = QuotaPolicy.allCases.randomElement(using: &generator) ?? .stop
    for kind in [AccountResourceKind.apiKey, .authtoken, .sshCredential]
    where Int.random(in: 0..<8, using: &generator) == 0 {
      quotas[kind] = Int.random(in: 0...customerCount, using: &generator)
    }
    haveSSHKeys = keyCounts.map { _ in Int.random(in: 0..<3, using: &generator) == 0 }
  }

  /// Asks for what the list says of a customer's credentials.
  func demand(_ number: Int, for customer: inout Customer) {
    customer.keyCount = keyCounts[number]
    if authtokenCounts.indices.contains(number) { customer.authtokenCount = authtokenCounts[number] }
    if haveSSHKeys.indices.contains(number), haveSSHKeys[number] { customer.publicKey = publicKey(number) }
    customer.acl = Self.acl(number)
  }

  var task: SimulatedTask {
    get { SimulatedTask(settings.kind, then: sequel) }
    set {
      settings.kind = newValue.kind
      sequel = newValue.sequel
    }
  }

  /// The settings of the job that follows from the first.
  func settings(of sequel: Sequel) -> JobSettings {
    var settings = settings
    settings.undoneRun = settings.run
    settings.run = "s\(seed)"
    settings.seed &+= 1
    switch (sequel, settings.kind) {
    case (.undo, .import): settings.kind = .withdraw
    case (.undo, .deactivate): settings.kind = .activate
    case (.undo, .activate): settings.kind = .deactivate
    default: settings.kind = .retire
    }
    return settings
  }

  /// Whether nothing but this run's own requests fills the account's window.
  var isAlone: Bool { faults.allSatisfy { ![.others, .duplicated, .throttles, .veryLate].contains($0) } }

  /// Whether the list says that the customer is to end inactive.
  func isActive(_ customer: Int) -> Bool { (Int(seed % 100) + customer) % 5 > 0 }

  /// The description of every credential that an import asks for.
  static let description = "muster"

  /// The metadata of a customer's credentials.
  static func metadata(_ customer: Int) -> String { customer % 2 == 0 ? "" : #"{"plan":"pro"}"# }

  /// The rules for a customer's authtokens and SSH credential.
  static func acl(_ customer: Int) -> [String] {
    customer % 3 == 0 ? [] : ["bind:*.customer-\(customer).example.com", "bind:x"]
  }

  /// A customer's SSH key; the account does not look into it.
  func publicKey(_ customer: Int) -> String { "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI\(seed)x\(customer)" }

  /// The name of a customer's user.
  static func name(_ customer: Int) -> String { "Customer \(customer)" }
}
