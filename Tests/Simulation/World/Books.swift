import Engine
import NgrokAPI

/// What the ledger says at the end, in the shape in which the invariants read it.
public struct Books {
  public struct Row {
    public var customer: CustomerID
    public var name: String
    /// How many credentials of each kind the list asks for.
    public var counts: [CredentialKind: Int]
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
    /// The credentials that the job made.
    public var credentials: [Key]
    /// How many credentials are to take the place of others.
    public var replacementCount: Int
    /// The credentials that the job deletes.
    public var targets: [(id: String, successor: String?)]
    public var keepsUser: Bool
    public var key: String
  }

  public struct Key {
    public var id: String
    public var token: String
    /// The id of the one whose place it takes; empty if there is none.
    public var replaces: String
    /// Of the results.
    public var kind: String
  }

  public var rows: [Row]
  /// What owners had, in one line each: id, description, metadata and rules.
  public var recorded: [String: Set<String>]
  /// The codes of rows that are no customers of the job, by their keys.
  public var rejections: [String: String]
  public var isBalanced: Bool
}
