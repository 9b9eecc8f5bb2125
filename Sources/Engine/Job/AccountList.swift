import NgrokAPI

/// One of the account's lists; each is read from its newest item to its oldest.
public enum AccountList: Sendable, Hashable {
  /// Bot users or service users, as the settings say.
  case users
  case credentials(CredentialKind)
}

/// How far a list has been read.
public enum ListProgress: Sendable, Equatable {
  case notBegun
  /// Goes on at this path and query.
  case partial(next: String)
  case complete
}

/// A list that is to be read, and how far that is already.
public struct ListToRead: Sendable, Equatable {
  public var list: AccountList
  public var progress: ListProgress

  public init(_ list: AccountList, _ progress: ListProgress = .notBegun) {
    self.list = list
    self.progress = progress
  }
}

/// What stands on a page of a list.
public enum ListedItems: Sendable, Equatable {
  case users([User])
  case credentials(CredentialKind, [Credential])

  public var list: AccountList {
    switch self {
    case .users: .users
    case .credentials(let kind, _): .credentials(kind)
    }
  }

  public var count: Int {
    switch self {
    case .users(let users): users.count
    case .credentials(_, let credentials): credentials.count
    }
  }
}

/// A page of a list, and where in it that stands.
public struct ListedPage: Sendable, Equatable {
  public var items: ListedItems
  /// The path and query that the page answers; `nil` for the first one.
  public var target: String?
  /// Where the list goes on; `nil` when it is complete.
  public var next: String?

  public init(_ items: ListedItems, target: String? = nil, next: String?) {
    self.items = items
    self.target = target
    self.next = next
  }
}
