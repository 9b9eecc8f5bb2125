import RecordStreams

/// A customer as the list has it, checked. A view: **valid only inside the call it is handed to**; copy or bind what is to be kept.
///
/// All texts are valid UTF-8 without outer white space.
public struct MappedCustomer {
  public let origin: RowOrigin
  public let key: UnsafeRawBufferPointer
  public let name: UnsafeRawBufferPointer
  /// Empty if there is none.
  public let description: UnsafeRawBufferPointer
  /// The text of a JSON object without the marker; empty if there is none.
  public let metadata: UnsafeRawBufferPointer
  /// Whether the bot user is to be active in the end.
  public internal(set) var isActive: Bool
  /// The credentials that an export for an import lists, a JSON array; empty if there is none.
  public internal(set) var credentials = UnsafeRawBufferPointer(start: nil, count: 0)
  /// The ids of credentials whose places new ones take, with white space, commas or semicolons between.
  public internal(set) var replaces = UnsafeRawBufferPointer(start: nil, count: 0)
  /// Whether the list says how many API keys it is to get.
  public internal(set) var hasOwnKeyCount = false
  /// How many API keys it is to get.
  public internal(set) var keyCount: Int
  public internal(set) var authtokenCount: Int
  /// The rules for its authtokens and SSH credential, a rule a line; empty if they are not restricted.
  public internal(set) var acl = UnsafeRawBufferPointer(start: nil, count: 0)
  /// Type and base64 of its SSH key; empty if it has none.
  public internal(set) var publicKey = UnsafeRawBufferPointer(start: nil, count: 0)
}

/// A row of the list after mapping: a customer, a row that cannot be one and why, or one that is not wanted. A view, as its parts are.
public enum MappedRow {
  case customer(MappedCustomer)
  case rejected(RejectedRow)
  /// The person's own condition leaves the row out.
  case filtered(RowOrigin)

  public var origin: RowOrigin {
    switch self {
    case .customer(let customer): customer.origin
    case .rejected(let row): row.origin
    case .filtered(let origin): origin
    }
  }
}

/// A row of the list that cannot be a customer. A view.
public struct RejectedRow {
  public let origin: RowOrigin
  public let rejection: RowRejection
  /// As far as it is known and not what is wrong; else empty.
  public internal(set) var key = UnsafeRawBufferPointer(start: nil, count: 0)
  public internal(set) var name = UnsafeRawBufferPointer(start: nil, count: 0)
}

/// What was done to rows without refusing them, and how often; for `check` to say.
public struct MappingNotices: Sendable, Equatable {
  /// Values that lost white space, or what is as invisible, at their ends.
  public var trimmedValues = 0
  /// Names longer than `CustomerLimits.longName`.
  public var longNames = 0

  public init() {}

  /// A sentence for each kind that occurred.
  public var messages: [String] {
    var messages: [String] = []
    if trimmedValues > 0 {
      messages.append(
        "\(trimmedValues) \(trimmedValues == 1 ? "value" : "values") had white space around, or something as invisible, "
          + "which was left out")
    }
    if longNames > 0 {
      messages.append(
        "\(longNames) \(longNames == 1 ? "name is" : "names are") longer than \(CustomerLimits().longName) bytes; "
          + "ngrok's limit is not documented and it may refuse them (ERR_NGROK_4110)")
    }
    return messages
  }
}
