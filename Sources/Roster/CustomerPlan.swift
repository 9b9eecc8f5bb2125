import RecordStreams

/// The mapping of one row, made ready for a list with certain columns.
///
/// An object, as its parts are, because rows are many: a struct of arrays would be copied, each of them counted, for every row.
final class CustomerPlan {
  let limits: CustomerLimits
  let keyCount: Int
  let authtokenCount: Int
  let hasOwnKey: Bool
  let key: FieldPlan
  let name: FieldPlan
  let description: FieldPlan
  let keys: FieldPlan?
  let active: FieldPlan?
  private let credentials: FieldPlan?
  private let replaces: FieldPlan?
  private let authtokens: FieldPlan?
  private let acl: ACLPlan
  private let publicKey: FieldPlan?
  private let metadata: MetadataPlan

  init(
    _ mapping: CustomerMapping, columns: Columns, keyCount: Int, authtokenCount: Int, limits: CustomerLimits
  ) throws(MappingFailure) {
    func plan(_ template: Template?, for field: CustomerField) throws(MappingFailure) -> FieldPlan? {
      if let template { try FieldPlan(template, for: field, columns: columns) } else { nil }
    }
    self.limits = limits
    self.keyCount = keyCount
    self.authtokenCount = authtokenCount
    hasOwnKey = mapping.key != mapping.name
    key = try FieldPlan(mapping.key, for: .key, columns: columns)
    name = try FieldPlan(mapping.name, for: .name, columns: columns)
    description = try FieldPlan(mapping.description, for: .description, columns: columns)
    if limits.markerReserve > 0, mapping.metadata.contains(where: { $0.name == CustomerMapper.markerMember }) {
      throw MappingFailure(.reservedMetadata(CustomerMapper.markerMember))
    }
    metadata = try MetadataPlan(mapping.metadata, columns: columns)
    keys = try plan(mapping.keys, for: .keys)
    active = try plan(mapping.active, for: .active)
    credentials = try plan(mapping.credentials, for: .credentials)
    replaces = try plan(mapping.replaces, for: .replaces)
    authtokens = try plan(mapping.authtokens, for: .authtokens)
    acl = try ACLPlan(mapping.acl, columns: columns)
    publicKey = try plan(mapping.publicKey, for: .publicKey)
  }

  private var fields: [FieldPlan] {
    [key, name, description, keys, active, credentials, authtokens, publicKey, replaces].compactMap { $0 }
  }

  /// To be called when there are more columns.
  func resolve(in columns: Columns) {
    for field in fields { field.resolve(in: columns) }
    metadata.resolve(in: columns)
    acl.resolve(in: columns)
  }

  /// Refuses what has been asked for and was in none of the rows.
  func finish(columns: Columns) throws(MappingFailure) {
    for plan in fields {
      if let unmatched = plan.unmatchedNames.first { throw columns.unknown(unmatched, for: plan.field) }
    }
    if let unmatched = metadata.unmatchedNames.first { throw columns.unknown(unmatched, for: .metadata) }
    if let unmatched = acl.unmatchedNames.first { throw columns.unknown(unmatched, for: .acl) }
  }

  struct Values {
    var key: FieldValue
    var name: FieldValue
    var description: FieldValue
    var metadata: FieldValue
    var keys: FieldValue?
    var active: FieldValue?
    var credentials: FieldValue?
    var authtokens: FieldValue?
    var acl: ACLPlan.Outcome?
    var publicKey: FieldValue?
    var replaces: FieldValue?
  }

  private func values(of record: Record, in workspace: inout MappingWorkspace) -> Values {
    workspace.begin()
    let nameValue = name.value(of: record, in: &workspace)
    workspace.name = nameValue
    return Values(
      key: hasOwnKey ? key.value(of: record, in: &workspace) : nameValue,
      name: nameValue,
      description: description.value(of: record, in: &workspace),
      metadata: metadata.value(of: record, in: &workspace),
      keys: keys?.value(of: record, in: &workspace),
      active: active?.value(of: record, in: &workspace),
      credentials: credentials?.value(of: record, in: &workspace),
      authtokens: authtokens?.value(of: record, in: &workspace),
      acl: acl.isEmpty ? nil : acl.value(of: record, in: &workspace),
      publicKey: publicKey?.value(of: record, in: &workspace),
      replaces: replaces?.value(of: record, in: &workspace))
  }

  /// The row as customer or as rejected; valid until the workspace begins the next one.
  func row(of record: Record, in workspace: inout MappingWorkspace) -> MappedRow {
    let values = values(of: record, in: &workspace)
    if values.name.count > limits.longName, values.name.count <= limits.name { workspace.notices.longNames += 1 }
    let written = workspace.written()
    var customer = MappedCustomer(
      origin: record.origin,
      key: values.key.bytes(in: written),
      name: values.name.bytes(in: written),
      description: values.description.bytes(in: written),
      metadata: values.metadata.bytes(in: written),
      isActive: true,
      keyCount: keyCount, authtokenCount: authtokenCount)
    if let value = values.credentials { customer.credentials = value.bytes(in: written) }
    if let value = values.replaces { customer.replaces = value.bytes(in: written) }
    if let rejection = rejection(of: customer, values: values) ?? takeOwnValues(of: values, written, for: &customer) {
      return .rejected(rejected(customer, values, for: rejection))
    }
    return .customer(customer)
  }

  /// Puts in what is said of this customer alone; gives what is wrong with it, if anything is.
  private func takeOwnValues(
    of values: Values, _ written: UnsafeRawBufferPointer, for customer: inout MappedCustomer
  ) -> RowRejection? {
    if let keys, let value = values.keys {
      let bytes = value.bytes(in: written)
      guard let count = keyCount(of: bytes) else { return rejection(of: bytes, value, keys) }
      customer.keyCount = count
      customer.hasOwnKeyCount = true
    }
    if let authtokens, let value = values.authtokens {
      let bytes = value.bytes(in: written)
      guard let count = keyCount(of: bytes) else { return rejection(of: bytes, value, authtokens) }
      customer.authtokenCount = count
    }
    switch values.acl {
    case .rejected(let rejection): return rejection
    case .rules(let rules): customer.acl = rules.bytes(in: written)
    case nil: break
    }
    if let publicKey, let value = values.publicKey {
      let bytes = value.bytes(in: written)
      switch bytes.isEmpty ? .key(count: 0) : SSHPublicKeyForm.check(bytes) {
      case .key(let count): customer.publicKey = UnsafeRawBufferPointer(rebasing: bytes[..<count])
      case .fault(let reason): return .invalidPublicKey(reason, column: publicKey.onlyColumn)
      }
    }
    if let active, let value = values.active {
      let bytes = value.bytes(in: written)
      guard let isActive = activeFlag(of: bytes) else { return rejection(of: bytes, value, active) }
      customer.isActive = isActive
    }
    return nil
  }

  private func rejected(_ customer: MappedCustomer, _ values: Values, for rejection: RowRejection) -> RejectedRow {
    var row = RejectedRow(origin: customer.origin, rejection: rejection)
    if check(customer.name, values.name, name, limit: limits.name) == nil { row.name = customer.name }
    if !hasOwnKey {
      row.key = row.name
    } else if check(customer.key, values.key, key, limit: limits.key) == nil {
      row.key = customer.key
    }
    return row
  }
}
