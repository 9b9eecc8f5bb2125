/// The fields that a POST or PATCH gives; `nil` is one that it leaves alone.
struct ResourceDraft {
  private(set) var name: AccountText?
  private(set) var isActive: Bool?
  private(set) var description: AccountText?
  private(set) var metadata: AccountText?
  private(set) var ownerID: AccountText?

  /// An empty body gives nothing, as a client without arguments sends none; a JSON null counts as left out.
  init(parsing body: [UInt8], for kind: AccountResourceKind) throws(AccountRefusal) {
    guard !body.isEmpty else { return }
    let json: JSONValue
    do throws(JSONValue.SyntaxError) { json = try JSONValue(parsing: body) } catch { throw .invalidJSON(error) }
    guard case .object(let members) = json else { throw .invalidParameter("body") }
    let fields = kind.traits.fields
    for member in members {
      guard let field = fields.first(where: { member.name.bytes.elementsEqual($0.rawValue.utf8) }) else {
        throw .unknownParameter(member.name, supported: fields.map(\.rawValue))
      }
      if member.value == .null { continue }
      switch field {
      case .name: name = try text(member.value, of: field)
      case .description: description = try text(member.value, of: field)
      case .metadata: metadata = try text(member.value, of: field)
      case .ownerID: ownerID = try text(member.value, of: field)
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
  }

  /// The owner is not among these: it is decided at creation and never changes.
  func apply(to resource: inout AccountResource) {
    if let name { resource.name = name }
    if let isActive { resource.isActive = isActive }
    if let description { resource.description = description }
    if let metadata { resource.metadata = metadata }
  }
}
