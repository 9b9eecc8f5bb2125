extension JSONReader {
  /// What has to be said of a user: a creation needs no more than the id, a read every field that a decision rests on.
  enum UserFields { case id, activity, all }

  mutating func user(requiring required: UserFields) throws(Problem) -> User {
    var fields = Fields()
    try enterObject()
    while let field = try nextField() {
      switch field {
      case "id": try fields.id.set(to: identifier(), field)
      case "name": try fields.name.set(to: text(), field)
      case "active": try fields.isActive.set(to: boolean(), field)
      case "created_at": try fields.createdAt.set(to: textOrNull() ?? "", field)
      default: fields.others.append(field, try valueText())
      }
    }
    if required == .all && fields.name == nil || required != .id && fields.isActive == nil {
      throw Problem(reason: "a user has no name or does not say whether it is active", offset: 0)
    }
    return User(
      id: UserID(try fields.id.required("id")), name: fields.name ?? "", isActive: fields.isActive ?? true,
      createdAt: fields.createdAt ?? "", otherMembers: fields.others.text)
  }

  mutating func credential(_ kind: CredentialKind) throws(Problem) -> Credential {
    var fields = Fields()
    try enterObject()
    while let field = try nextField() {
      switch field {
      case "id": try fields.id.set(to: identifier(), field)
      case "description": try fields.description.set(to: textOrNull() ?? "", field)
      case "metadata": try fields.metadata.set(to: textOrNull() ?? "", field)
      case "created_at": try fields.createdAt.set(to: textOrNull() ?? "", field)
      case "owner_id": try fields.owner.set(to: textOrNull() ?? "", field)
      case "token": try fields.token.set(to: textOrNull() ?? "", field)
      case "acl" where kind.hasACL: try fields.acl.set(to: texts(), field)
      case "public_key" where kind == .ssh: try fields.publicKey.set(to: textOrNull() ?? "", field)
      default: fields.others.append(field, try valueText())
      }
    }
    return Credential(
      kind, id: CredentialID(try fields.id.required("id")), description: fields.description ?? "",
      metadata: fields.metadata ?? "", acl: fields.acl ?? [], publicKey: fields.publicKey ?? "",
      createdAt: fields.createdAt ?? "", ownerID: fields.owner.flatMap { $0.isEmpty ? nil : UserID($0) },
      token: fields.token.flatMap { $0.isEmpty ? nil : Secret($0) }, otherMembers: fields.others.text)
  }

  /// An array of strings; `null` is an empty one.
  mutating func texts() throws(Problem) -> [String] {
    if try skipNull() { return [] }
    var texts: [String] = []
    try enterArray()
    while try nextElement() { texts.append(try text()) }
    return texts
  }

  /// Reads a list's page: the items under `listKey` and the next page's path and query.
  mutating func page<Item>(
    _ listKey: String, item: (inout JSONReader) throws(Problem) -> Item
  ) throws(Problem) -> Page<Item> {
    var items: [Item]?
    var next: String??
    try enterObject()
    while let field = try nextField() {
      if field == listKey {
        var found: [Item] = []
        try enterArray()
        while try nextElement() { found.append(try item(&self)) }
        try items.set(to: found, field)
      } else if field == "next_page_uri" {
        try next.set(to: target(ofPage: textOrNull()), field)
      } else {
        try skipValue()
      }
    }
    return Page(items: try items.required(listKey), next: next ?? nil)
  }

  /// An id goes into paths, filters and messages and is compared as text: one short piece of visible ASCII.
  private mutating func identifier() throws(Problem) -> String {
    var id = try text()
    let isPlain = id.withUTF8 { bytes in bytes.allSatisfy(\.isVisibleASCII) }
    guard !id.isEmpty, id.utf8.count <= 128, isPlain else {
      throw Problem(reason: "an id is empty, too long or no plain ASCII", offset: 0)
    }
    return id
  }

  /// Path and query of a page's address; scheme and host are dropped, a text that names no path is refused.
  private func target(ofPage address: String?) throws(Problem) -> String? {
    guard let address, !address.isEmpty else { return nil }
    guard address.utf8.count <= 8192, address.utf8.allSatisfy(\.isVisibleASCII),
      !address.utf8.contains(UInt8(ascii: "#"))
    else { throw Problem(reason: "next_page_uri is no address", offset: 0) }
    var rest = Substring(address)
    for scheme in ["https://", "http://"] where rest.hasPrefix(scheme) {
      rest = rest.dropFirst(scheme.utf8.count).drop { $0 != "/" }
    }
    guard rest.hasPrefix("/"), !rest.hasPrefix("//") else {
      throw Problem(reason: "next_page_uri names no path", offset: 0)
    }
    return String(rest)
  }

  /// The fields of one resource as far as they have been met.
  private struct Fields {
    var id: String?
    var name: String?
    var isActive: Bool?
    var description: String?
    var metadata: String?
    var createdAt: String?
    var owner: String?
    var token: String?
    var acl: [String]?
    var publicKey: String?
    var others = OtherMembers()
  }
}

/// The members of an answer that nobody asked for, kept as they stood there.
private struct OtherMembers {
  private(set) var text = ""
  private var names: Set<String> = []

  /// Keeps a member; one that stands twice, or is not UTF-8, is passed over: nothing rests on it.
  mutating func append(_ name: String, _ value: String?) {
    guard let value, names.insert(name).inserted else { return }
    if !text.isEmpty { text += "," }
    text += JSONWriter.quoted(name) + ":" + value
  }
}

extension Optional {
  /// A field that stands twice in one object could be read either way, so it is refused (RFC 7493).
  fileprivate mutating func set(to value: Wrapped, _ field: String) throws(JSONReader.Problem) {
    guard self == nil else { throw JSONReader.Problem(reason: "the field \(field) stands twice", offset: 0) }
    self = value
  }

  fileprivate func required(_ field: String) throws(JSONReader.Problem) -> Wrapped {
    guard let self else { throw JSONReader.Problem(reason: "the field \(field) is missing", offset: 0) }
    return self
  }
}
