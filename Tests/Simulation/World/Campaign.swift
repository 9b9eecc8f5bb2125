import Engine
import Foundation
import Synchronization

/// Many simulated migrations on all cores, and what they came to together.
final class Campaign: Sendable {
  private struct Totals {
    var report = RunReport()
    var runs = 0
    var sweepRuns = 0
    var failures: [String] = []
    var nextSeed: UInt64
    var nextSweep = 0
  }

  private let seeds: Range<UInt64>
  private let sweeps: Int
  private let end: Date?
  private let isSingle: Bool
  private let isTraced: Bool
  private let totals: Mutex<Totals>

  init(seeds: Range<UInt64>, sweeps: Int, minutes: Double?, isSingle: Bool, isTraced: Bool) {
    self.isTraced = isTraced
    self.seeds = seeds
    self.sweeps = sweeps
    end = minutes.map { Date(timeIntervalSinceNow: $0 * 60) }
    self.isSingle = isSingle
    totals = Mutex(Totals(nextSeed: seeds.lowerBound))
  }

  /// - Returns: whether no promise was broken and, in a campaign, every branch of reconciling was reached.
  func run() -> Bool {
    let workers = isSingle ? 1 : max(1, ProcessInfo.processInfo.activeProcessorCount)
    let group = DispatchGroup()
    for _ in 0..<workers {
      let thread = Thread { [self] in
        work()
        group.leave()
      }
      thread.stackSize = 8 << 20
      group.enter()
      thread.start()
    }
    group.wait()
    return summarize()
  }

  private enum Task {
    case seed(UInt64)
    case sweep(UInt64)
  }

  private func nextTask() -> Task? {
    totals.withLock { totals in
      // A campaign that has failed this often has said enough.
      guard totals.failures.count < 10 else { return nil }
      if totals.nextSweep < sweeps {
        defer { totals.nextSweep += 1 }
        return .sweep(1_000_000 + UInt64(totals.nextSweep))
      }
      if let end {
        guard Date() < end else { return nil }
      } else {
        guard totals.nextSeed < seeds.upperBound else { return nil }
      }
      defer { totals.nextSeed += 1 }
      return .seed(totals.nextSeed)
    }
  }

  private func work() {
    while let task = nextTask() {
      do {
        switch task {
        case .seed(let seed):
          _ = simulate(Scenario(seed: seed), isSweep: false)
          if seed % 5 == 0 { survey(seed) }
        case .sweep(let seed): sweep(seed)
        }
      }
    }
  }

  /// Reads an inventory in the same world.
  private func survey(_ seed: UInt64) {
    do {
      _ = try SimulatedSurvey(seed: seed).run()
    } catch {
      let text = "inventory of seed \(seed): \(error)\n    again: swift run -c release simulate --seed \(seed)"
      print(text)
      totals.withLock { $0.failures.append(text) }
    }
  }

  /// Crashes one migration at every commit, send and receipt, one after the other.
  private func sweep(_ seed: UInt64) {
    var scenario = Scenario(seed: seed)
    scenario.customerCount = min(scenario.customerCount, 4)
    scenario.keyCounts = Array(scenario.keyCounts.prefix(4))
    scenario.earlierNamesakes = min(scenario.earlierNamesakes, scenario.customerCount)
    scenario.crashes = []
    guard let whole = simulate(scenario, isSweep: true) else { return }
    for event in 1...max(1, whole.events) {
      scenario.crashes = [event]
      if simulate(scenario, isSweep: true) == nil { return }
    }
  }

  private func simulate(_ scenario: Scenario, isSweep: Bool) -> RunReport? {
    do {
      let report = try SimulatedRun(scenario, isTraced: isTraced).run()
      totals.withLock { totals in
        if isSweep { totals.sweepRuns += 1 } else { totals.runs += 1 }
        totals.report.add(report)
      }
      return report
    } catch {
      let place = isSweep ? "sweep \(scenario.seed), crash at \(scenario.crashes)" : "seed \(scenario.seed)"
      let faults = scenario.faults.map(\.rawValue).joined(separator: ", ")
      let command =
        isSweep ? "simulate --sweeps \(scenario.seed - 999_999) --seeds 0" : "simulate --seed \(scenario.seed)"
      let text = "\(place) (faults: \(faults)): \(error)\n    again: swift run -c release \(command)"
      print(text)
      totals.withLock { $0.failures.append(text) }
      return nil
    }
  }

  private func summarize() -> Bool {
    totals.withLock { totals in
      let report = totals.report
      print("\(totals.runs) seeds and \(totals.sweepRuns) runs of \(sweeps) sweeps, \(report.crashes) crashes,")
      print("\(report.events) commits, sends and receipts, \(Int(report.virtualSeconds / 3600)) virtual hours")
      print(
        "faults met: "
          + WorldFault.allCases.map { "\($0.rawValue) \(report.faults[$0, default: 0])" }.joined(separator: ", "))
      print(
        "customers: " + CustomerState.allCases.map { "\($0) \(report.states[$0, default: 0])" }.joined(separator: ", "))
      print("undecidable: \(report.unknowns)")
      print("branches of reconciling:")
      var missing: [ReconcileBranch] = []
      for branch in ReconcileBranch.allCases {
        print("  \(branch): \(report.branches[branch])")
        if report.branches[branch] == 0 { missing.append(branch) }
      }
      let isComplete = missing.isEmpty || isSingle || totals.runs < 1000
      if !isComplete { print("never reached: \(missing)") }
      print("\(totals.runs + totals.sweepRuns) passed, \(totals.failures.count) failed")
      return totals.failures.isEmpty && isComplete
    }
  }
}

extension RunReport {
  mutating func add(_ other: RunReport) {
    branches += other.branches
    faults.merge(other.faults, uniquingKeysWith: +)
    states.merge(other.states, uniquingKeysWith: +)
    unknowns.merge(other.unknowns, uniquingKeysWith: +)
    events += other.events
    crashes += other.crashes
    throttled += other.throttled
    virtualSeconds += other.virtualSeconds
  }
}
