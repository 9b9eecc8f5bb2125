import RecordStreams

/// Makes customers of records, a batch at a time, and checks each of them.
///
/// Per row it allocates nothing: values that are a column's are handed on where they lie, and what has to be put together goes into a
/// buffer that is used again. Duplicates it does not see: the whole list is known to the ledger only.
public struct CustomerMapper {
  /// The metadata member that credentials are found again by.
  public static let markerMember = "muster"

  let limits: CustomerLimits
  private let keyCount: Int
  private let authtokenCount: Int
  let hasOwnKey: Bool
  private(set) var key: FieldPlan
  private(set) var name: FieldPlan
  private(set) var description: FieldPlan
  private var metadata: MetadataPlan
  private var keys: FieldPlan?
  private var active: FieldPlan?
  private var credentials: FieldPlan?
  private var authtokens: FieldPlan?
  private var acl: ACLPlan
  private var publicKey: FieldPlan?
  private var workspace = MappingWorkspace()
  private var filter: FilterPlan?
  private var knownColumns: Int
  private var hasMapped = false

  /// What was done to rows so far without refusing them.
  public var notices: MappingNotices { workspace.notices }

  /// - Parameters:
  ///   - columns: the list's; a name of the mapping that leads nowhere in them is a failure, now or, if more columns may come,
  ///     in `finish(columns:)`.
  ///   - filter: which records are to become customers; `nil` takes all.
  ///   - keyCount: how many API keys each customer gets, if the mapping does not say.
  ///   - authtokenCount: the same for authtokens.
  public init(
    _ mapping: CustomerMapping, columns: Columns, filter: RecordFilter? = nil, keyCount: Int = 1,
    authtokenCount: Int = 0,
    limits: CustomerLimits = CustomerLimits()
  ) throws(MappingFailure) {
    self.limits = limits
    self.keyCount = keyCount
    self.authtokenCount = authtokenCount
    hasOwnKey = mapping.key != mapping.name
    knownColumns = columns.count
    key = try FieldPlan(mapping.key, for: .key, columns: columns)
    name = try FieldPlan(mapping.name, for: .name, columns: columns)
    description = try FieldPlan(mapping.description, for: .description, columns: columns)
    if limits.markerReserve > 0, mapping.metadata.contains(where: { $0.name == CustomerMapper.markerMember }) {
      throw MappingFailure(.reservedMetadata(CustomerMapper.markerMember))
    }
    metadata = try MetadataPlan(mapping.metadata, columns: columns)
    keys = if let keys = mapping.keys { try FieldPlan(keys, for: .keys, columns: columns) } else { nil }
    if let filter { self.filter = try FilterPlan(mapping: filter, columns: columns) }
    credentials =
      if let credentials = mapping.credentials {
        try FieldPlan(credentials, for: .credentials, columns: columns)
      } else { nil }
    authtokens =
      if let authtokens = mapping.authtokens {
        try FieldPlan(authtokens, for: .authtokens, columns: columns)
      } else { nil }
    acl = try ACLPlan(mapping.acl, columns: columns)
    publicKey =
      if let publicKey = mapping.publicKey { try FieldPlan(publicKey, for: .publicKey, columns: columns) } else { nil }
    active = if let active = mapping.active { try FieldPlan(active, for: .active, columns: columns) } else { nil }
  }

  /// Hands each row of the batch to `body`, in order, as customer, as rejected or as filtered.
  public mutating func map<Failure: Error>(
    _ batch: RecordBatch, _ body: (MappedRow) throws(Failure) -> Void
  ) throws(Failure) {
    if batch.columns.count > knownColumns { resolve(in: batch.columns) }
    for item in batch {
      switch item {
      case .rejected(let rejection):
        try body(.rejected(rejection.origin, RowRejection(rejection.problem)))
      case .record(let record):
        if filter?.matches(record) == false {
          try body(.filtered(record.origin))
          continue
        }
        hasMapped = true
        let values = values(of: record)
        if values.name.count > limits.longName, values.name.count <= limits.name { workspace.notices.longNames += 1 }
        let outcome: Result<Void, Failure> = workspace.buffer.withUnsafeBytes { written in
          do throws(Failure) {
            try body(customer(from: record, values: values, written: written))
            return .success(())
          } catch {
            return .failure(error)
          }
        }
        try outcome.get()
      }
    }
  }

  private mutating func resolve(in columns: Columns) {
    key.resolve(in: columns)
    name.resolve(in: columns)
    description.resolve(in: columns)
    metadata.resolve(in: columns)
    keys?.resolve(in: columns)
    active?.resolve(in: columns)
    credentials?.resolve(in: columns)
    authtokens?.resolve(in: columns)
    acl.resolve(in: columns)
    publicKey?.resolve(in: columns)
    filter?.resolve(in: columns)
    knownColumns = columns.count
  }

  /// To be called when all rows have been mapped: refuses what has been asked for and was in none of them.
  public func finish(columns: Columns) throws(MappingFailure) {
    if hasMapped {
      for plan in [key, name, description, keys, active, credentials, authtokens, publicKey].compactMap({ $0 }) {
        if let unmatched = plan.unmatchedNames.first { throw columns.unknown(unmatched, for: plan.field) }
      }
      if let unmatched = metadata.unmatchedNames.first { throw columns.unknown(unmatched, for: .metadata) }
      if let unmatched = acl.unmatchedNames.first { throw columns.unknown(unmatched, for: .acl) }
    }
    do throws(FilterFailure) {
      try filter?.finish(columns: columns)
    } catch {
      throw MappingFailure(.filter(error))
    }
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
  }

  private mutating func values(of record: Record) -> Values {
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
      publicKey: publicKey?.value(of: record, in: &workspace))
  }

  private func customer(from record: Record, values: Values, written: UnsafeRawBufferPointer) -> MappedRow {
    var customer = MappedCustomer(
      origin: record.origin,
      key: values.key.bytes(in: written),
      name: values.name.bytes(in: written),
      description: values.description.bytes(in: written),
      metadata: values.metadata.bytes(in: written),
      isActive: true,
      keyCount: keyCount, authtokenCount: authtokenCount)
    if let value = values.credentials { customer.credentials = value.bytes(in: written) }
    if let rejection = rejection(of: customer, values: values) { return .rejected(record.origin, rejection) }
    if let keys, let value = values.keys {
      let bytes = value.bytes(in: written)
      guard let count = keyCount(of: bytes) else { return .rejected(record.origin, rejection(of: bytes, value, keys)) }
      customer.keyCount = count
    }
    if let authtokens, let value = values.authtokens {
      let bytes = value.bytes(in: written)
      guard let count = keyCount(of: bytes) else {
        return .rejected(record.origin, rejection(of: bytes, value, authtokens))
      }
      customer.authtokenCount = count
    }
    switch values.acl {
    case .rejected(let rejection): return .rejected(record.origin, rejection)
    case .rules(let rules): customer.acl = rules.bytes(in: written)
    case nil: break
    }
    if let publicKey, let value = values.publicKey {
      let bytes = value.bytes(in: written)
      switch bytes.isEmpty ? .key(count: 0) : SSHPublicKeyForm.check(bytes) {
      case .key(let count): customer.publicKey = UnsafeRawBufferPointer(rebasing: bytes[..<count])
      case .fault(let reason): return .rejected(record.origin, .invalidPublicKey(reason, column: publicKey.onlyColumn))
      }
    }
    if let active, let value = values.active {
      let bytes = value.bytes(in: written)
      guard let isActive = activeFlag(of: bytes) else {
        return .rejected(record.origin, rejection(of: bytes, value, active))
      }
      customer.isActive = isActive
    }
    return .customer(customer)
  }
}

extension FilterPlan {
  fileprivate init(mapping filter: RecordFilter, columns: Columns) throws(MappingFailure) {
    do throws(FilterFailure) {
      try self.init(filter, columns: columns)
    } catch {
      throw MappingFailure(.filter(error))
    }
  }
}
