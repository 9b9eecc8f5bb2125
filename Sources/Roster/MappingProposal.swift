import RecordStreams

/// A mapping together with an account of how it came about, for a person to check before anything is sent.
public struct MappingProposal: Sendable, Equatable {
  public let mapping: CustomerMapping
  /// One for each field, in the order key, name, description, metadata.
  public let choices: [MappingChoice]
  /// Columns of the list that go nowhere.
  public let unusedColumns: [String]

  /// Finds the mapping for a list with these columns: what is asked for, and the rest from the header.
  public init(columns: Columns, request: MappingRequest = MappingRequest()) throws(MappingFailure) {
    let finder = FieldFinder(columns: columns)
    let (name, nameReason) = try finder.name(request)
    let (key, keyReason) = try finder.key(request, name: name)
    let (description, descriptionReason) = try finder.description(request)
    let (metadata, metadataReason) = try finder.metadata(request, key: key, keyIsName: keyReason == .sameAsName)
    mapping = CustomerMapping(key: key, name: name, description: description, metadata: metadata)
    choices = [
      MappingChoice(field: .key, source: key.description, reason: keyReason),
      MappingChoice(field: .name, source: name.description, reason: nameReason),
      MappingChoice(field: .description, source: description.description, reason: descriptionReason),
      MappingChoice(field: .metadata, source: metadata.joined(separator: ", "), reason: metadataReason),
    ]
    let used = Set(mapping.columns.compactMap { FieldPath($0, in: columns)?.column })
    unusedColumns = columns.names.indices.filter { !used.contains($0) }.map { columns[$0] }
  }
}

/// Where one field comes from, and why.
public struct MappingChoice: Sendable, Equatable {
  public enum Reason: Sendable, Equatable {
    case asked
    case foundInHeader
    /// No column looks like a key.
    case sameAsName
    /// The key alone, so that an inventory can be joined with the list.
    case keyForJoining
    case nothingSuitable
    case leftOut
  }

  public let field: CustomerField
  /// A template, or columns with commas between; empty if the field stays empty.
  public let source: String
  public let reason: Reason

  /// One line for a person.
  public var description: String {
    let what = source.isEmpty ? "(empty)" : source
    let why =
      switch reason {
      case .asked: "as asked"
      case .foundInHeader: "found by the column's name; \(MappingChoice.option(field)) changes it"
      case .sameAsName: "no column looks like an id, so the name tells customers apart; --id-column sets one"
      case .keyForJoining: "so that an inventory can be joined with this list; --metadata changes it"
      case .nothingSuitable: "no column looks like it; \(MappingChoice.option(field)) sets it"
      case .leftOut: "left out, as asked"
      }
    let label = field.rawValue + String(repeating: " ", count: max(0, 11 - field.rawValue.count))
    return "\(label) \(what)  (\(why))"
  }

  private static func option(_ field: CustomerField) -> String {
    switch field {
    case .key: "--id-column"
    case .name: "--name"
    case .description: "--description"
    case .metadata: "--metadata"
    }
  }
}

/// Finds the columns for the fields.
private struct FieldFinder {
  let columns: Columns

  // In order of preference: what names a company comes before what may name a person in it.
  private static let keyNames = [
    "customerid", "customerkey", "customernumber", "customerno", "customernr", "customeruuid", "clientid", "accountid",
    "accountnumber", "accountno", "companyid", "organisationid", "organizationid", "tenantid", "externalid", "crmid",
    "id", "key", "uuid", "guid", "number", "kundennummer", "kundennr",
  ]
  private static let nameNames = [
    "companyname", "company", "organisationname", "organizationname", "organisation", "organization", "customername",
    "customer", "accountname", "account", "clientname", "client", "tenantname", "tenant", "businessname", "name",
    "displayname", "fullname", "firma",
  ]
  private static let descriptionNames = [
    "description", "email", "emailaddress", "mail", "contactemail", "customeremail", "beschreibung",
  ]

  func name(_ request: MappingRequest) throws(MappingFailure) -> (Template, MappingChoice.Reason) {
    if let source = request.name {
      let template = try resolve(source, for: .name)
      if template.columns.isEmpty { throw MappingFailure(.emptyTemplate(.name)) }
      return (template, .asked)
    }
    if let found = find(FieldFinder.nameNames) { return (Template(column: found), .foundInHeader) }
    throw MappingFailure(.noNameColumn(columns: columns.names))
  }

  func key(_ request: MappingRequest, name: Template) throws(MappingFailure) -> (Template, MappingChoice.Reason) {
    if let column = request.keyColumn { return (Template(column: try resolve(column, for: .key)), .asked) }
    if let found = find(FieldFinder.keyNames) { return (Template(column: found), .foundInHeader) }
    return (name, .sameAsName)
  }

  func description(_ request: MappingRequest) throws(MappingFailure) -> (Template, MappingChoice.Reason) {
    if let source = request.description {
      let template = try resolve(source, for: .description)
      return (template, template.parts.isEmpty ? .leftOut : .asked)
    }
    if let found = find(FieldFinder.descriptionNames) { return (Template(column: found), .foundInHeader) }
    return (Template(parts: []), .nothingSuitable)
  }

  func metadata(
    _ request: MappingRequest, key: Template, keyIsName: Bool
  ) throws(MappingFailure) -> ([String], MappingChoice.Reason) {
    guard let asked = request.metadata else {
      guard !keyIsName, let column = key.columns.first, column != CustomerMapper.markerMember else {
        return ([], .nothingSuitable)
      }
      return ([column], .keyForJoining)
    }
    var chosen: [String] = []
    for name in asked {
      let column = try resolve(name, for: .metadata)
      if chosen.contains(column) { throw MappingFailure(.repeatedMetadata(column)) }
      chosen.append(column)
    }
    return (chosen, chosen.isEmpty ? .leftOut : .asked)
  }

  private func find(_ candidates: [String]) -> String? {
    for candidate in candidates {
      if let match = columns.names.first(where: { normalised($0) == candidate }) { return match }
    }
    return nil
  }

  private func resolve(_ source: MappingRequest.NameSource, for field: CustomerField) throws(MappingFailure) -> Template
  {
    switch source {
    case .column(let name): return Template(column: try resolve(name, for: field))
    case .template(let template):
      var parts: [Template.Part] = []
      for part in template.parts {
        if case .column(let name) = part {
          parts.append(.column(try resolve(name, for: field)))
        } else {
          parts.append(part)
        }
      }
      return Template(parts: parts)
    }
  }

  private func resolve(_ name: String, for field: CustomerField) throws(MappingFailure) -> String {
    if let found = column(named: name, among: columns) { return found }
    // A later batch may bring it; the mapper's end shows whether one did.
    if columns.mayGrow { return name }
    throw columns.unknown(name, for: field)
  }
}
