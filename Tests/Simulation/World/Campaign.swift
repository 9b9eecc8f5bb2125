import Engine
import Foundation
import Synchronization

/// Many simulated migrations on all cores, and what they came to together.
final class Campaign: Sendable {
  private struct Totals {
    var report = RunReport()
    var table = FaultTable()
    var runs = 0
    var sweepRuns = 0
    var failures: [String] = []
    var nextSeed: UInt64
    var nextSweep: Int
    var nextPair: Int
  }

  private let options: SimulationOptions
  private let end: Date?
  private let totals: Mutex<Totals>
  /// A campaign that has failed this often has said enough.
  private let mostFailures: Int

  init(_ options: SimulationOptions) {
    self.options = options
    end = options.minutes.map { Date(timeIntervalSinceNow: $0 * 60) }
    mostFailures = options.stopsAtFirst ? 1 : 10
    totals = Mutex(
      Totals(
        nextSeed: options.seeds.lowerBound, nextSweep: options.sweeps.lowerBound, nextPair: options.pairs.lowerBound))
  }

  /// - Returns: the exit code; in a campaign every branch of reconciling has to be reached.
  func run() -> Int32 {
    let workers = options.isSingle ? 1 : max(1, ProcessInfo.processInfo.activeProcessorCount)
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
    case pair(Int)
    case seed(UInt64)
    case sweep(Int)
  }

  private func nextTask() -> Task? {
    totals.withLock { totals in
      guard totals.failures.count < mostFailures else { return nil }
      if totals.nextSweep < options.sweeps.upperBound {
        defer { totals.nextSweep += 1 }
        return .sweep(totals.nextSweep)
      }
      if totals.nextPair < options.pairs.upperBound {
        defer { totals.nextPair += 1 }
        return .pair(totals.nextPair)
      }
      if let end {
        guard Date() < end else { return nil }
      } else {
        guard totals.nextSeed < options.seeds.upperBound else { return nil }
      }
      defer { totals.nextSeed += 1 }
      return .seed(totals.nextSeed)
    }
  }

  private func work() {
    while let task = nextTask() {
      switch task {
      case .seed(let seed):
        _ = simulate(Scenario(seed: seed), named: "seed \(seed)")
        if seed % 5 == 0 { survey(seed) }
      case .pair(let number): _ = simulate(FaultGrid.scenario(number), named: "pair \(number)")
      case .sweep(let number): sweep(number)
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
  private func sweep(_ number: Int) {
    var scenario = Scenario(seed: 1_000_000 + UInt64(number))
    scenario.customerCount = min(scenario.customerCount, 4)
    scenario.keyCounts = Array(scenario.keyCounts.prefix(4))
    scenario.earlierNamesakes = min(scenario.earlierNamesakes, scenario.customerCount)
    scenario.crashes = []
    let events: ClosedRange<Int>
    if let crash = options.crash {
      events = crash...crash
    } else {
      guard let whole = simulate(scenario, named: "sweep \(number)", isSweep: true) else { return }
      events = 1...max(1, whole.events)
    }
    for event in events {
      scenario.crashes = [event]
      if simulate(scenario, named: "sweep \(number) --crash \(event)", isSweep: true) == nil { return }
    }
  }

  /// - Parameter place: what repeats it, without the dashes before it.
  private func simulate(_ scenario: Scenario, named place: String, isSweep: Bool = false) -> RunReport? {
    do {
      let report = try SimulatedRun(scenario, isTraced: options.isTraced).run()
      totals.withLock { totals in
        if isSweep { totals.sweepRuns += 1 } else { totals.runs += 1 }
        totals.report.add(report)
        totals.table.note(scenario, report)
      }
      return report
    } catch {
      let faults = scenario.faults.map(\.rawValue).joined(separator: ", ")
      let text = "\(place) (faults: \(faults)): \(error)\n    again: swift run -c release simulate --\(place) --trace"
      print(text)
      totals.withLock { totals in
        totals.failures.append(text)
        totals.table.note(scenario, nil)
      }
      return nil
    }
  }

  private func summarize() -> Int32 {
    totals.withLock { totals in
      let report = totals.report
      print(
        "\(totals.runs) seeds, \(options.pairs.count) of them through the pairs of faults, and \(totals.sweepRuns) runs of "
          + "\(options.sweeps.count) sweeps, \(report.crashes) crashes,")
      print("\(report.events) commits, sends and receipts, \(Int(report.virtualSeconds / 3600)) virtual hours")
      for line in totals.table.lines { print(line) }
      print(
        "customers: " + CustomerState.allCases.map { "\($0) \(report.states[$0, default: 0])" }.joined(separator: ", "))
      print("undecidable: \(report.unknowns)")
      print("branches of reconciling:")
      var missing: [ReconcileBranch] = []
      for branch in ReconcileBranch.allCases {
        if !options.isSingle || report.branches[branch] > 0 { print("  \(branch): \(report.branches[branch])") }
        if report.branches[branch] == 0 { missing.append(branch) }
      }
      let isComplete = missing.isEmpty || !options.reachesEveryBranch
      if !isComplete { print("never reached: \(missing)") }
      print("\(totals.runs + totals.sweepRuns) passed, \(totals.failures.count) failed")
      return totals.failures.isEmpty ? (isComplete ? 0 : 3) : 1
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
