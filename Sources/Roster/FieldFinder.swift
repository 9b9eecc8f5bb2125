import RecordStreams

/// Finds the columns for the fields.
struct FieldFinder {
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
    if let template = try asked(.name, request) { return (template, .asked) }
    if let found = find(FieldFinder.nameNames) { return (Template(column: found), .foundInHeader) }
    throw MappingFailure(.noNameColumn(columns: columns.names))
  }

  func key(_ request: MappingRequest, name: Template) throws(MappingFailure) -> (Template, MappingChoice.Reason) {
    if let template = try asked(.key, request) { return (template, .asked) }
    if let found = find(FieldFinder.keyNames) { return (Template(column: found), .foundInHeader) }
    return (name, .sameAsName)
  }

  func description(_ request: MappingRequest) throws(MappingFailure) -> (Template, MappingChoice.Reason) {
    if let source = request[.description] {
      let template = try resolve(source, for: .description)
      return (template, template.parts.isEmpty ? .leftOut : .asked)
    }
    if let found = find(FieldFinder.descriptionNames) { return (Template(column: found), .foundInHeader) }
    return (Template(parts: []), .nothingSuitable)
  }

  func metadata(
    _ request: MappingRequest, key: Template, keyIsName: Bool
  ) throws(MappingFailure) -> ([MetadataMember], MappingChoice.Reason) {
    guard let asked = request.metadata else {
      guard !keyIsName, let column = key.onlyColumn, column != CustomerMapper.markerMember else {
        return ([], .nothingSuitable)
      }
      return ([MetadataMember(column: column)], .keyForJoining)
    }
    var chosen: [MetadataMember] = []
    for member in asked {
      let value = try resolve(member.source, for: .metadata)
      // Only a template has no column of its own to be called after, and it always comes with a name.
      let name = member.name ?? value.onlyColumn ?? value.description
      if chosen.contains(where: { $0.name == name }) { throw MappingFailure(.repeatedMetadata(name)) }
      chosen.append(MetadataMember(name: name, value: value))
    }
    return (chosen, chosen.isEmpty ? .leftOut : .asked)
  }

  /// What the person says about a field that has to be another for each customer, or at least may be.
  func asked(_ field: CustomerField, _ request: MappingRequest) throws(MappingFailure) -> Template? {
    guard let source = request[field] else { return nil }
    let template = try resolve(source, for: field)
    if template.columns.isEmpty { throw MappingFailure(.emptyTemplate(field)) }
    return template
  }

  /// A rule may be the same for all customers; then it is looked at here once, and not in each row.
  func acl(_ request: MappingRequest) throws(MappingFailure) -> [Template] {
    var templates: [Template] = []
    for source in request.acl {
      let template = try resolve(source, for: .acl)
      if template.columns.isEmpty {
        let text = template.parts.map { if case .text(let text) = $0 { text } else { "" } }.joined()
        let fault = Array(text.utf8).withUnsafeBytes { ACLRule.fault(in: $0) }
        if let fault { throw MappingFailure(.invalidRule(text, reason: fault)) }
      }
      templates.append(template)
    }
    return templates
  }

  /// An export for an import calls the column so, and nobody else does.
  static let credentialsColumn = "muster_credentials"

  func credentials(
    _ request: MappingRequest
  ) throws(MappingFailure) -> (template: Template, reason: MappingChoice.Reason)? {
    if let template = try asked(.credentials, request) { return (template, .asked) }
    guard columns.position(of: Self.credentialsColumn) != nil else { return nil }
    return (Template(column: Self.credentialsColumn), .foundInHeader)
  }

  /// - Parameter isCarriedOver: whether the list is an export for an import, which says who is active.
  func active(
    _ request: MappingRequest, isCarriedOver: Bool
  ) throws(MappingFailure) -> (template: Template, reason: MappingChoice.Reason)? {
    if let template = try asked(.active, request) { return (template, .asked) }
    guard isCarriedOver, columns.position(of: "active") != nil else { return nil }
    return (Template(column: "active"), .foundInHeader)
  }

  private func find(_ candidates: [String]) -> String? {
    for candidate in candidates {
      if let match = columns.names.first(where: { normalised($0) == candidate }) { return match }
    }
    // An attribute of an XML record, @id, after the elements.
    for candidate in candidates {
      if let match = columns.names.first(where: { normalised($0) == "@\(candidate)" }) { return match }
    }
    return nil
  }

  private func resolve(
    _ source: MappingRequest.Source, for field: CustomerField
  ) throws(MappingFailure) -> Template {
    switch source {
    case .column(let name): Template(column: try resolve(name, for: field))
    case .template(let template):
      try template.replacingColumns { name throws(MappingFailure) in try resolve(name, for: field) }
    }
  }

  private func resolve(_ name: String, for field: CustomerField) throws(MappingFailure) -> String {
    if let found = column(named: name, among: columns) { return found }
    if field.knowsName, name == TemplateValue.nameSlug { return name }
    // A later batch may bring it; the mapper's end shows whether one did.
    if columns.mayGrow { return name }
    throw columns.unknown(name, for: field)
  }
}
