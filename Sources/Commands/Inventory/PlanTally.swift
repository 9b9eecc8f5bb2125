import Engine

/// What a plan comes to.
struct PlanTally {
  private(set) var actions: [PlanAction: Int] = [:]
  private(set) var unchanged = 0
  private(set) var conflicts = 0
  private(set) var customers = 0
  /// Of the changes alone.
  private(set) var requests = 0
  var unmatchedUsers = 0
  var users = 0

  mutating func take(_ change: PlannedChange) {
    customers += 1
    requests += change.requests
    if change.conflict != nil { conflicts += 1 }
    if change.isUnchanged { unchanged += 1 }
    for action in change.actions { actions[action, default: 0] += 1 }
  }

  var isNothingToDo: Bool { actions.isEmpty }

  /// With those that list the account's users before an import.
  var requestsInAll: Int {
    let imports = actions[.create, default: 0] + actions[.adopt, default: 0]
    return requests + (imports > 0 ? max(1, (users + 99) / 100) : 0)
  }

  /// In the order in which people read them.
  var terms: [(word: String, count: Int)] {
    PlanAction.allCases.map { ($0.rawValue, actions[$0, default: 0]) }
      + [("unchanged", unchanged), ("conflict", conflicts), ("not_in_list", unmatchedUsers)]
  }
}
