/// The fields that a POST or PATCH gives; `nil` is one that it leaves alone.
struct ResourceDraft {
  private(set) var name: AccountText?
  private(set) var isActive: Bool?
  private(set) var description: AccountText?
  private(set) var metadata: AccountText?
  private(set) var acl: [AccountText]?
  private(set) var publicKey: AccountText?
  private(set) var ownerID: AccountText?

  /// An empty body gives nothing, as a client without arguments sends none; a JSON null counts as left out.
  ///
  /// - Parameter fields: those that the method takes.
  init(parsing body: [UInt8], fields: [AccountResourceKind.Field]) throws(AccountRefusal) {
    guard !body.isEmpty else { return }
    let json: JSONValue
    do throws(JSONValue.SyntaxError) { json = try JSONValue(parsing: body) } catch { throw .invalidJSON(error) }
    guard case .object(let members) = json else { throw .invalidParameter("body") }
    for member in members {
      guard let field = fields.first(where: { member.name.bytes.elementsEqual($0.rawValue.utf8) }) else {
        throw .unknownParameter(member.name, supported: fields.map(\.rawValue))
      }
      if member.value == .null { continue }
      switch field {
      case .name: name = try text(member.value, of: field)
      case .description: description = try text(member.value, of: field)
      case .metadata: metadata = try text(member.value, of: field)
      case .publicKey: publicKey = try text(member.value, of: field)
      case .ownerID: ownerID = try text(member.value, of: field)
      case .acl:
        guard case .array(let rules) = member.value else { throw .invalidParameter(field.rawValue) }
        var texts: [AccountText] = []
        for rule in rules { texts.append(try text(rule, of: field)) }
        acl = texts
      case .active:
        guard let flag = member.value.bool else { throw .invalidParameter(field.rawValue) }
        isActive = flag
      }
    }
  }

  private func text(
    _ value: JSONValue, of field: AccountResourceKind.Field
  ) throws(AccountRefusal) -> AccountText {
    guard let text = value.string else { throw .invalidParameter(field.rawValue) }
    return text
  }

  func check(against limits: AccountLimits) throws(AccountRefusal) {
    if let length = name?.bytes.count, length > limits.nameLength {
      throw .longName(length, maximum: limits.nameLength)
    }
    if let length = description?.bytes.count, length > limits.descriptionLength {
      throw .longDescription(length, maximum: limits.descriptionLength)
    }
    if let length = metadata?.bytes.count, length > limits.metadataLength {
      throw .longMetadata(length, maximum: limits.metadataLength)
    }
    for rule in acl ?? [] where !Self.isRule(rule) { throw .invalidRule(rule) }
  }

  /// The API takes `*` and `bind:` with a domain, an address or a label behind it; which of these is not looked at.
  private static func isRule(_ rule: AccountText) -> Bool {
    rule == "*" || (rule.hasPrefix("bind:") && rule.bytes.count > 5)
  }

  /// The owner is not among these: it is decided at creation and never changes.
  func apply(to resource: inout AccountResource) {
    if let name { resource.name = name }
    if let isActive { resource.isActive = isActive }
    if let description { resource.description = description }
    if let metadata { resource.metadata = metadata }
    if let acl { resource.acl = acl }
    if let publicKey { resource.publicKey = publicKey }
  }
}
