import Ledger
import NgrokAPI

/// What is to be done so that the account has what a customer's row asks for.
enum PlanAction: String, CaseIterable {
  case create, adopt, rename, activate, deactivate
}

/// What came of holding one customer against the account.
struct PlannedChange: Equatable {
  /// Why it cannot be told, or not be done, what the row asks for.
  struct Conflict: Equatable {
    /// Stable, for scripts.
    var code: String
    var message: String
  }

  var key: String
  var name: String
  var source: SourcePosition
  /// In the order in which they have to be done; none where nothing has to be.
  var actions: [PlanAction] = []
  var conflict: Conflict?
  /// The account's user, where there is one.
  var user: User?
  /// How many requests the actions take.
  var requests = 0

  var isUnchanged: Bool { actions.isEmpty && conflict == nil }
}
