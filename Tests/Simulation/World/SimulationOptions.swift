/// What `simulate` is asked to do.
struct SimulationOptions: Sendable {
  var seeds: Range<UInt64> = 0..<1000
  /// The numbers of the migrations that crash at every event.
  var sweeps = 0..<0
  /// The numbers of the migrations of `FaultGrid`.
  var pairs = 0..<0
  /// Crashes a sweep's migration at this event only.
  var crash: Int?
  var minutes: Double?
  var isTraced = false
  /// Whether the first broken promise ends the campaign.
  var stopsAtFirst = false
  /// Measures the use of the rate limit instead.
  var measuresWindow = false

  static let usage = """
    usage: simulate [--seeds N | --from SEED --seeds N | --minutes M] [--sweeps N] [--pairs N] [--first]
           simulate --seed SEED [--trace]
           simulate --pair NUMBER [--trace]
           simulate --sweep NUMBER [--crash EVENT] [--trace]
           simulate --window

      --seeds N     simulates N migrations (1000), from seed SEED on (0)
      --minutes M   goes on with further seeds until the time is up
      --sweeps N    crashes N migrations at every commit, send and receipt, one after the other
      --pairs N     goes N times through every fault alone and every pair of faults, for every kind of job
      --first       ends at the first broken promise
      --trace       prints what happens
      --window      measures how much of the rate limit is used
    Exit codes: 0 all promises held; 1 one was broken; 2 wrong usage; 3 a branch of reconciling was never reached.
    """

  /// One migration and nothing else: it need not reach every branch.
  var isSingle: Bool { seeds.count + sweeps.count + pairs.count <= 1 && minutes == nil }

  /// Whether the seeds are so many that a branch of reconciling that none of them reaches tells of something.
  var reachesEveryBranch: Bool { seeds.count >= 1000 || minutes ?? 0 >= 5 }

  /// - Returns: `nil` where the arguments make no sense.
  init?(_ arguments: [String]) {
    var rest = arguments[...]
    var first: UInt64 = 0
    var count: UInt64?
    while let name = rest.popFirst() {
      switch name {
      case "--trace": isTraced = true
      case "--window": measuresWindow = true
      case "--first": stopsAtFirst = true
      case "--seed":
        guard let seed = rest.popFirst().flatMap({ UInt64($0) }) else { return nil }
        first = seed
        count = 1
      case "--from":
        guard let seed = rest.popFirst().flatMap({ UInt64($0) }) else { return nil }
        first = seed
      case "--seeds":
        guard let number = rest.popFirst().flatMap({ UInt64($0) }) else { return nil }
        count = number
      case "--sweeps":
        guard let number = rest.popFirst().flatMap({ Int($0) }), number >= 0 else { return nil }
        sweeps = 0..<number
      case "--sweep":
        guard let number = rest.popFirst().flatMap({ Int($0) }) else { return nil }
        sweeps = number..<number + 1
        count = count ?? 0
      case "--pairs":
        guard let number = rest.popFirst().flatMap({ Int($0) }), (0...1000).contains(number) else { return nil }
        pairs = 0..<number * FaultGrid.size
        count = count ?? 0
      case "--pair":
        guard let number = rest.popFirst().flatMap({ Int($0) }), number >= 0 else { return nil }
        pairs = number..<number + 1
        count = count ?? 0
      case "--crash":
        guard let event = rest.popFirst().flatMap({ Int($0) }) else { return nil }
        crash = event
      case "--minutes":
        guard let number = rest.popFirst().flatMap({ Double($0) }) else { return nil }
        minutes = number
      default: return nil
      }
    }
    seeds = first..<first + (count ?? 1000)
  }
}
