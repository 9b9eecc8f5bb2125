import NgrokAPI

/// The ledger's number for a customer: given once when the customer is staged, and kept when the list is edited.
///
/// Customers are taken up in this order, so it serves as the cursor of a run.
public struct CustomerID: RawRepresentable, Hashable, Comparable, Sendable {
  public var rawValue: Int64
  public init(rawValue: Int64) { self.rawValue = rawValue }
  public init(_ rawValue: Int64) { self.rawValue = rawValue }
  public static func < (left: CustomerID, right: CustomerID) -> Bool { left.rawValue < right.rawValue }
}

/// A customer as the list asks for it.
public struct Customer: Sendable, Equatable {
  public var id: CustomerID
  /// The customer's own key in the list, such as a CRM number.
  public var key: String
  /// The name of the bot user; unique within the list and the account, compared by bytes. Empty where only the user's id
  /// is known.
  public var name: String
  /// The description of each credential, at most 255 bytes.
  public var description: String
  /// The metadata of each credential: a JSON object as text without the marker, or empty.
  public var metadata: String
  public var isActive: Bool
  /// How many API keys the customer gets.
  public var keyCount: Int
  /// How many authtokens.
  public var authtokenCount: Int
  /// The rules that restrict the customer's authtokens and SSH credential; empty means no restriction.
  public var acl: [String]
  /// The customer's own SSH public key, type and base64, for which it gets an SSH credential; empty: none.
  public var publicKey: String
  /// The user that a job on existing users is about, where the list names it by its id and not by its name.
  public var userID: UserID?
  /// Whether a `withdraw` takes back the credentials only, as the user was there before; it is then made active where
  /// `isActive` says so.
  public var keepsUser: Bool

  public init(
    id: CustomerID, key: String, name: String, description: String = "", metadata: String = "",
    isActive: Bool = true, keyCount: Int = 1, authtokenCount: Int = 0, acl: [String] = [], publicKey: String = "",
    userID: UserID? = nil, keepsUser: Bool = false
  ) {
    self.id = id
    self.key = key
    self.name = name
    self.description = description
    self.metadata = metadata
    self.isActive = isActive
    self.keyCount = keyCount
    self.authtokenCount = authtokenCount
    self.acl = acl
    self.publicKey = publicKey
    self.userID = userID
    self.keepsUser = keepsUser
  }
}

extension Customer {
  /// The kinds of the credentials that the list asks for, one for each, in the order in which they are issued.
  public var credentialKinds: [CredentialKind] {
    Array(repeating: .apiKey, count: keyCount) + Array(repeating: .authtoken, count: authtokenCount)
      + (publicKey.isEmpty ? [] : [.ssh])
  }

  /// How many credentials of a kind the list asks for.
  public func credentialCount(of kind: CredentialKind) -> Int {
    switch kind {
    case .apiKey: keyCount
    case .authtoken: authtokenCount
    case .ssh: publicKey.isEmpty ? 0 : 1
    }
  }

  /// How many credentials of all kinds the list asks for.
  public var credentialCount: Int { CredentialKind.allCases.reduce(0) { $0 + credentialCount(of: $1) } }
}
