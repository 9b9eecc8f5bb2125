/// Who asks.
enum Principal: Equatable {
  case admin
  /// A bot or service user, by one of its own keys.
  case user(AccountText)

  func isAllowedToSee(_ resource: AccountResource) -> Bool {
    switch self {
    case .admin: true
    case .user(let id): resource.kind.isUser || resource.ownerID == id
    }
  }
}

extension Account {
  func authenticate(_ authorization: String?) throws(AccountRefusal) -> Principal {
    guard let authorization, !authorization.isEmpty else { throw .noAuthorization }
    let parts = authorization.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, parts[0].lowercased() == "bearer" else { throw .unreadableAuthorization }
    let key = String(parts[1])
    if configuration.adminKeys.contains(key) { return .admin }
    if let prefix = configuration.adminKeyPrefix, key.hasPrefix(prefix) { return .admin }

    let token = AccountText(key)
    let length = SortableIdentifier.length
    guard token.bytes.count > length + 1, token.bytes[length] == UInt8(ascii: "_") else { throw .malformedKey }
    let id = AccountText(Array(AccountResourceKind.apiKey.traits.idPrefix.utf8) + token.bytes.prefix(length))
    guard let found = resource(id), found.token == token, let ownerID = found.ownerID else { throw .invalidKey }
    if ownerID == adminID { return .admin }
    guard let owner = resource(ownerID), owner.isActive else { throw .invalidKey }
    return .user(ownerID)
  }
}
