/// What each fault and each kind of job has been through: in how many migrations it was on, how often it was met, and how
/// many of them broke a promise.
struct FaultTable: Sendable {
  private struct Line: Sendable {
    var seeds = 0
    var met = 0
    var findings = 0
  }

  private var faults: [WorldFault: Line] = [:]
  private var none = Line()
  private var tasks: [String: Line] = [:]

  /// - Parameter report: `nil` for a migration that broke a promise.
  mutating func note(_ scenario: Scenario, _ report: RunReport?) {
    func add(to line: inout Line, met: Int) {
      line.seeds += 1
      line.met += met
      if report == nil { line.findings += 1 }
    }
    for fault in scenario.faults { add(to: &faults[fault, default: Line()], met: report?.faults[fault] ?? 0) }
    if scenario.faults.isEmpty { add(to: &none, met: 0) }
    add(to: &tasks["\(scenario.task)", default: Line()], met: report?.faults.values.reduce(0, +) ?? 0)
  }

  var lines: [String] {
    [Self.shown("fault", "seeds", "met", "findings"), shown("(none)", none)]
      + WorldFault.allCases.map { shown($0.rawValue, faults[$0] ?? Line()) }
      + [Self.shown("job", "seeds", "met", "findings")]
      + SimulatedTask.all.compactMap { task in tasks["\(task)"].map { shown("\(task)", $0) } }
  }

  private func shown(_ name: String, _ line: Line) -> String {
    Self.shown(name, "\(line.seeds)", "\(line.met)", "\(line.findings)")
  }

  private static func shown(_ name: String, _ figures: String...) -> String {
    func padding(_ text: String, to width: Int) -> String {
      String(repeating: " ", count: max(0, width - text.count))
    }
    return "  " + name + padding(name, to: 22) + figures.map { padding($0, to: 10) + $0 }.joined()
  }
}
