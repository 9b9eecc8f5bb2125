import Engine

/// A job of the simulation: what it does, and the job that follows from it.
public struct SimulatedTask: Sendable, Equatable, CustomStringConvertible {
  public var kind: JobKind
  public var sequel: Sequel?

  init(_ kind: JobKind, then sequel: Sequel? = nil) {
    self.kind = kind
    self.sequel = sequel
  }

  /// All there are; the import, which comes first, is the one that everything else builds on.
  static let all: [SimulatedTask] = [
    SimulatedTask(.import), SimulatedTask(.deactivate), SimulatedTask(.activate), SimulatedTask(.delete),
    SimulatedTask(.import, then: .undo), SimulatedTask(.rotate), SimulatedTask(.rotate, then: .retire),
    SimulatedTask(.rotate, then: .undo), SimulatedTask(.deactivate, then: .undo),
  ]

  public var description: String { sequel.map { "\(kind), \($0)" } ?? "\(kind)" }
}

/// Every fault alone and every pair of faults, for every kind of job: what drawn seeds meet by chance, gone through one by
/// one. Whatever else a migration needs is drawn from its number.
enum FaultGrid {
  static let faults: [[WorldFault]] = {
    let all = WorldFault.allCases
    let pairs = all.indices.flatMap { first in all[(first + 1)...].map { [all[first], $0] } }
    return [[]] + all.map { [$0] } + pairs
  }()

  /// How many migrations go through all of it once.
  static let size = faults.count * SimulatedTask.all.count

  /// - Parameter number: beyond `size` the same cells come again, in other migrations.
  static func scenario(_ number: Int) -> Scenario {
    var scenario = Scenario(seed: 2_000_000 + UInt64(number))
    let cell = number % size
    scenario.task = SimulatedTask.all[cell % SimulatedTask.all.count]
    scenario.faults = faults[cell / SimulatedTask.all.count]
    return scenario
  }
}
