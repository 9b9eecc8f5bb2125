import NgrokAPI

/// A customer on its way into the ledger. A view: the bytes are read during the call that it is handed to, and not kept.
///
/// All texts are valid UTF-8; the ledger compares keys and names by their bytes.
public struct StagedCustomer {
  public var key: UnsafeRawBufferPointer
  public var name: UnsafeRawBufferPointer
  /// Empty if there is none.
  public var description: UnsafeRawBufferPointer
  /// The text of a JSON object without the marker, or empty.
  public var metadata: UnsafeRawBufferPointer
  public var isActive: Bool
  public var keyCount: Int
  public var authtokenCount: Int
  /// The rules for its authtokens and SSH credential, a rule a line; empty if there are none.
  public var acl: UnsafeRawBufferPointer
  /// Type and base64 of its SSH key; empty if it gets no SSH credential.
  public var publicKey: UnsafeRawBufferPointer
  /// The credentials that are carried over from another account: a JSON array as `CarriedCredentials` reads it, or empty.
  public var carried: UnsafeRawBufferPointer
  /// How many are in it.
  public var carriedCount: Int
  /// The credentials whose places new ones take.
  public var replaces: [CredentialID]

  public init(
    key: UnsafeRawBufferPointer, name: UnsafeRawBufferPointer, description: UnsafeRawBufferPointer,
    metadata: UnsafeRawBufferPointer, isActive: Bool, keyCount: Int, authtokenCount: Int = 0,
    acl: UnsafeRawBufferPointer = UnsafeRawBufferPointer(start: nil, count: 0),
    publicKey: UnsafeRawBufferPointer = UnsafeRawBufferPointer(start: nil, count: 0),
    carried: UnsafeRawBufferPointer = UnsafeRawBufferPointer(start: nil, count: 0), carriedCount: Int = 0,
    replaces: [CredentialID] = []
  ) {
    self.key = key
    self.name = name
    self.description = description
    self.metadata = metadata
    self.isActive = isActive
    self.keyCount = keyCount
    self.authtokenCount = authtokenCount
    self.acl = acl
    self.publicKey = publicKey
    self.carried = carried
    self.carriedCount = carriedCount
    self.replaces = replaces
  }
}

/// Where a record stands in its list.
public struct SourcePosition: Sendable, Equatable {
  /// The record's number, from 1; each record has another one.
  public var record: Int
  /// The line on which it begins, from 1; the record's number again where the format has no lines.
  public var line: Int

  public init(record: Int, line: Int) {
    self.record = record
    self.line = line
  }
}

/// A row whose key, name or user an earlier row has already.
public struct DuplicateRow: Sendable, Equatable {
  public enum Field: String, Sendable {
    case key, name
    /// The user that a job on existing users is about.
    case user

    var column: String { self == .user ? "user_id" : rawValue }
  }

  public var field: Field
  /// What both have.
  public var text: String
  public var source: SourcePosition
  public var first: SourcePosition
}

/// Why a row was rejected.
public struct RejectionReason: Error, Sendable, Equatable {
  /// Stable, for scripts.
  public var code: String
  /// What, where, why and what to do.
  public var message: String

  public init(code: String, message: String) {
    self.code = code
    self.message = message
  }

  /// The wording for a duplicate where the caller has no better one.
  public static func duplicate(_ row: DuplicateRow) -> RejectionReason {
    RejectionReason(
      code: "\(row.field.rawValue)-duplicate",
      message: "the \(row.field.rawValue) \"\(row.text)\" of line \(row.source.line) stands in line \(row.first.line) "
        + "already; keep one of the two rows")
  }
}
