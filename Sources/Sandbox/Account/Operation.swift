/// One admitted request on its way through the account: which resource it means and what it does with it.
struct Operation {
  let request: AccountRequest
  let principal: Principal
  let now: AccountTime

  func run(on account: Account) throws(AccountRefusal) -> (status: Int, body: [UInt8]) {
    let target = RequestTarget(request.target)
    guard let kind = AccountResourceKind(path: target.collection), target.hasKnownShape else {
      throw .notFound("Resource", code: account.configuration.notFoundCode)
    }
    if kind == .serviceUser, !account.configuration.hasServiceUsers { throw .noServiceUsers }
    let method = request.method
    guard method == "POST" || method == "PATCH" || request.body.isEmpty else { throw .unexpectedBody(method) }
    if target.id != nil || method == "POST" { try target.query.refuse(unknownBeside: []) }

    switch (method, target.id) {
    case ("GET", nil): return (200, try list(kind, target.query, in: account))
    case ("POST", nil): return (201, try create(kind, in: account))
    case ("GET", let id?): return (200, encode(try find(kind, id, in: account), in: account))
    case ("PATCH", let id?): return (200, try update(kind, id, in: account))
    case ("DELETE", let id?):
      try requireAdmin(for: kind)
      account.apply(.deleted, try find(kind, id, in: account), at: now, tag: request.tag)
      return (204, [])
    default: throw .methodNotAllowed(method)
    }
  }

  private func requireAdmin(for kind: AccountResourceKind) throws(AccountRefusal) {
    guard !kind.isUser || principal == .admin else { throw .usersAreForAdmins }
  }

  private func find(
    _ kind: AccountResourceKind, _ id: AccountText, in account: Account
  ) throws(AccountRefusal) -> AccountResource {
    guard let resource = account.tables[kind.rawValue][id], principal.isAllowedToSee(resource) else {
      throw .notFound("\(kind.traits.title) \(id)", code: account.configuration.notFoundCode)
    }
    return resource
  }

  private func encode(_ resource: AccountResource, token: AccountText? = nil, in account: Account) -> [UInt8] {
    var json = JSONWriter(capacity: 512)
    json.resource(
      resource, token: token, baseURL: request.baseURL, hasFutureMembers: account.configuration.hasFutureMembers)
    return json.bytes
  }
}

// MARK: Creating and changing

extension Operation {
  private func create(_ kind: AccountResourceKind, in account: Account) throws(AccountRefusal) -> [UInt8] {
    try requireAdmin(for: kind)
    let draft = try ResourceDraft(parsing: request.body, fields: kind.traits.fields)
    try draft.check(against: account.configuration.limits)
    if kind.isUser {
      guard let name = draft.name, !name.isEmpty else { throw .emptyName }
      guard account.userNames[name] == nil else { throw .nameExists }
    }
    let ownerID = kind.isUser ? nil : try owner(draft.ownerID, in: account)
    try admit(kind, in: account)
    if kind == .apiKey { try admitKey(in: account) }
    if kind == .sshCredential {
      let identity = try PublicKey.identity(of: draft.publicKey ?? "")
      guard !account.publicKeys.contains(identity) else { throw .publicKeyExists }
    }

    var resource = AccountResource(
      kind: kind, id: account.makeID(kind, at: now), createdAt: account.wallSeconds(at: now))
    resource.ownerID = ownerID
    draft.apply(to: &resource)
    if kind.traits.hasToken { resource.token = account.makeToken(for: resource.id) }
    account.apply(.created, resource, at: now, tag: request.tag)
    return encode(resource, token: resource.token, in: account)
  }

  private func update(
    _ kind: AccountResourceKind, _ id: AccountText, in account: Account
  ) throws(AccountRefusal) -> [UInt8] {
    try requireAdmin(for: kind)
    var resource = try find(kind, id, in: account)
    // A public key is what an SSH credential is, so it cannot be changed either.
    let draft = try ResourceDraft(parsing: request.body, fields: kind.traits.fields.filter { $0 != .publicKey })
    if draft.ownerID != nil { throw .reassignment(kind.traits) }
    try draft.check(against: account.configuration.limits)
    if let name = draft.name {
      guard !name.isEmpty else { throw .emptyName }
      if let holder = account.userNames[name], holder != id { throw .nameExists }
    }
    draft.apply(to: &resource)
    account.apply(.updated, resource, at: now, tag: request.tag)
    return encode(resource, in: account)
  }

  /// Who a new credential belongs to: by documentation whoever is named, else whoever asks.
  private func owner(_ named: AccountText?, in account: Account) throws(AccountRefusal) -> AccountText {
    let asking: AccountText =
      switch principal {
      case .admin: account.adminID
      case .user(let id): id
      }
    guard let named, named != asking else { return asking }
    guard principal == .admin else { throw .ownershipIsForAdmins }
    guard let owner = account.resource(named), owner.kind.isUser else {
      throw .notFound("The owner \(named)", code: account.configuration.notFoundCode)
    }
    guard owner.isActive else { throw .inactiveOwner }
    return named
  }

  /// Checks the account's quota of a kind.
  private func admit(_ kind: AccountResourceKind, in account: Account) throws(AccountRefusal) {
    guard let quota = account.configuration.limits.quotas[kind], account.count(kind) >= quota.count else { return }
    switch kind {
    case .apiKey: throw .fullQuota(quota, code: "ERR_NGROK_603", of: "API keys")
    case .authtoken: throw .fullQuota(quota, code: "ERR_NGROK_602", of: "authtokens")
    case .sshCredential: throw .fullQuota(quota, code: "ERR_NGROK_608", of: "SSH credentials")
    case .botUser, .serviceUser: return
    }
  }

  private func admitKey(in account: Account) throws(AccountRefusal) {
    let limits = account.configuration.limits
    guard let rate = limits.newKeys else { return }
    account.newKeys.expire(at: now.nanoseconds, length: rate.nanoseconds)
    if let until = account.newKeys.instant(below: rate.count, length: rate.nanoseconds) {
      throw .tooManyNewKeys(rate, until: AccountTime(nanoseconds: until))
    }
    account.newKeys.add(now.nanoseconds)
  }
}

// MARK: Listing

extension Operation {
  private func list(
    _ kind: AccountResourceKind, _ query: RequestTarget.Query, in account: Account
  ) throws(AccountRefusal) -> [UInt8] {
    let traits = kind.traits
    let takesFilter = !traits.filterableFields.isEmpty
    try query.refuse(unknownBeside: takesFilter ? ["before_id", "limit", "filter"] : ["before_id", "limit"])
    let limit = try pageSize(query["limit"])
    let before = query["before_id"].flatMap { $0.isEmpty ? nil : $0 }
    if let before { try check(anchor: before, of: kind, in: account) }
    let filter = try query["filter"].flatMap { $0.isEmpty ? nil : $0 }.map { text throws(AccountRefusal) in
      try AccountFilter(parsing: text, fields: traits.filterableFields)
    }

    var json = JSONWriter(capacity: 16_384)
    json.beginObject()
    json.name(traits.listKey)
    json.beginArray()
    var listed = 0
    var last: AccountText?
    var hasMore = false
    account.descend(kind, before: before, ownerID: filter?.requiredOwner ?? visibleOwner(of: kind)) { resource in
      guard principal.isAllowedToSee(resource), filter?.matches(resource) ?? true else { return true }
      guard listed < limit else {
        hasMore = true
        return false
      }
      json.resource(
        resource, token: nil, baseURL: request.baseURL, hasFutureMembers: account.configuration.hasFutureMembers)
      listed += 1
      last = resource.id
      return true
    }
    json.endArray()
    json.member("uri", "\(request.baseURL)/\(traits.path)")
    var next: String?
    if account.configuration.hasTrailingPages, listed == limit { hasMore = true }
    if hasMore, let last {
      next = "\(request.baseURL)/\(traits.path)?before_id=\(last)&limit=\(limit)"
      if let filter = query.spelling(of: "filter") { next? += "&filter=\(filter)" }
    }
    json.member("next_page_uri", next.map { AccountText($0) })
    json.endObject()
    return json.bytes
  }

  private func check(
    anchor: AccountText, of kind: AccountResourceKind, in account: Account
  ) throws(AccountRefusal) {
    guard anchor.hasPrefix(kind.traits.idPrefix) else { throw .invalidParameter("before_id") }
    guard account.tables[kind.rawValue][anchor] == nil else { return }
    switch account.configuration.lostAnchor {
    case .passesOver: return
    case .notFound: throw .notFound("\(kind.traits.title) \(anchor)", code: account.configuration.notFoundCode)
    case .invalid: throw .invalidParameter("before_id")
    }
  }

  /// Whose credentials alone the asking one can see, so that the others need not be walked over.
  private func visibleOwner(of kind: AccountResourceKind) -> AccountText? {
    guard case .user(let id) = principal, !kind.isUser else { return nil }
    return id
  }

  private func pageSize(_ text: AccountText?) throws(AccountRefusal) -> Int {
    guard let text, !text.isEmpty else { return 100 }
    guard let limit = Int(text.string), (1...100).contains(limit) else { throw .invalidParameter("limit") }
    return limit
  }
}

extension Account {
  /// Walks over a kind, or only over the credentials of one owner, from the newest on.
  fileprivate func descend(
    _ kind: AccountResourceKind, before: AccountText?, ownerID: AccountText?, _ body: (AccountResource) -> Bool
  ) {
    guard let ownerID, !kind.isUser else { return tables[kind.rawValue].descend(before: before, body) }
    for id in (credentialIDs[ownerID] ?? []).reversed() where before.map({ id < $0 }) ?? true {
      guard let resource = tables[kind.rawValue][id] else { continue }
      if !body(resource) { return }
    }
  }
}
