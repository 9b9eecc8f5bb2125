import Engine

/// What the ledger says at the end, in the shape in which the invariants read it.
public struct Books {
  public struct Row {
    public var customer: CustomerID
    public var name: String
    public var keyCount: Int
    public var state: CustomerState
    public var verb: Verb?
    public var code: String
    public var userID: String?
    public var origin: KnownUser.Origin?
    /// The credentials and their tokens.
    public var credentials: [(id: String, token: String)]
  }

  public var rows: [Row]
  public var isBalanced: Bool
}
