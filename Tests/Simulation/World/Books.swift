import Engine

/// What the ledger says at the end, in the shape in which the invariants read it.
public struct Books {
  public struct Row {
    public var customer: CustomerID
    public var name: String
    public var keyCount: Int
    /// Whether the list wants the user active.
    public var isActive: Bool
    /// The user that the list names by its id.
    public var namedID: String?
    public var state: CustomerState
    public var verb: Verb?
    public var code: String
    public var userID: String?
    public var origin: KnownUser.Origin?
    /// What the user was before the run changed it.
    public var wasActive: Bool?
    /// The credentials and their tokens.
    public var credentials: [(id: String, token: String)]
  }

  public var rows: [Row]
  public var isBalanced: Bool
}
