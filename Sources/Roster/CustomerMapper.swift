import RecordStreams

/// Makes customers of records, a batch at a time, and checks each of them.
///
/// Per row it allocates nothing: values that are a column's are handed on where they lie, and what has to be put together goes into a
/// buffer that is used again. Duplicates it does not see: the whole list is known to the ledger only.
public struct CustomerMapper {
  /// The metadata member that credentials are found again by.
  public static let markerMember = "muster"

  public private(set) var notices = MappingNotices()
  private let limits: CustomerLimits
  private let keyCount: Int
  private let hasOwnKey: Bool
  private var key: FieldPlan
  private var name: FieldPlan
  private var description: FieldPlan
  private var metadata: MetadataPlan
  private var buffer: [UInt8] = []
  private let scratch = FieldScratch()
  private var knownColumns: Int
  private var hasMapped = false

  /// - Parameters:
  ///   - columns: the list's; a name of the mapping that leads nowhere in them is a failure, now or, if more columns may come,
  ///     in `finish(columns:)`.
  ///   - keyCount: how many API keys each customer gets.
  public init(
    _ mapping: CustomerMapping, columns: Columns, keyCount: Int = 1, limits: CustomerLimits = CustomerLimits()
  ) throws(MappingFailure) {
    self.limits = limits
    self.keyCount = keyCount
    hasOwnKey = mapping.key != mapping.name
    knownColumns = columns.count
    key = try FieldPlan(mapping.key, for: .key, columns: columns)
    name = try FieldPlan(mapping.name, for: .name, columns: columns)
    description = try FieldPlan(mapping.description, for: .description, columns: columns)
    if limits.markerReserve > 0, mapping.metadata.contains(CustomerMapper.markerMember) {
      throw MappingFailure(.reservedMetadata(CustomerMapper.markerMember))
    }
    metadata = try MetadataPlan(mapping.metadata, columns: columns)
  }

  /// Hands each row of the batch to `body`, in order, as customer or as rejected.
  public mutating func map<Failure: Error>(
    _ batch: RecordBatch, _ body: (MappedRow) throws(Failure) -> Void
  ) throws(Failure) {
    if batch.columns.count > knownColumns { resolve(in: batch.columns) }
    for item in batch {
      switch item {
      case .rejected(let rejection):
        try body(.rejected(rejection.origin, RowRejection(rejection.problem)))
      case .record(let record):
        hasMapped = true
        let values = values(of: record)
        if values.name.count > limits.longName, values.name.count <= limits.name { notices.longNames += 1 }
        let outcome: Result<Void, Failure> = buffer.withUnsafeBytes { written in
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
    knownColumns = columns.count
  }

  /// To be called when all rows have been mapped: refuses what has been asked for and was in none of them.
  public func finish(columns: Columns) throws(MappingFailure) {
    guard hasMapped else { return }
    for plan in [key, name, description] {
      if let unmatched = plan.unmatchedNames.first { throw columns.unknown(unmatched, for: plan.field) }
    }
    if let unmatched = metadata.unmatchedNames.first { throw columns.unknown(unmatched, for: .metadata) }
  }

  private struct Values {
    var key: FieldValue
    var name: FieldValue
    var description: FieldValue
    var metadata: FieldValue
  }

  private mutating func values(of record: Record) -> Values {
    buffer.removeAll(keepingCapacity: true)
    scratch.removeAll()
    let nameValue = name.value(of: record, buffer: &buffer, scratch: scratch, notices: &notices)
    return Values(
      key: hasOwnKey ? key.value(of: record, buffer: &buffer, scratch: scratch, notices: &notices) : nameValue,
      name: nameValue,
      description: description.value(of: record, buffer: &buffer, scratch: scratch, notices: &notices),
      metadata: metadata.value(of: record, buffer: &buffer, scratch: scratch, notices: &notices))
  }

  private func customer(from record: Record, values: Values, written: UnsafeRawBufferPointer) -> MappedRow {
    let customer = MappedCustomer(
      origin: record.origin,
      key: values.key.bytes(in: written),
      name: values.name.bytes(in: written),
      description: values.description.bytes(in: written),
      metadata: values.metadata.bytes(in: written),
      isActive: true,
      keyCount: keyCount)
    if let rejection = rejection(of: customer, values: values) { return .rejected(record.origin, rejection) }
    return .customer(customer)
  }
}

extension CustomerMapper {
  /// What makes this row no customer, if anything does: the first fault in the order key, name, description, metadata.
  private func rejection(of customer: MappedCustomer, values: Values) -> RowRejection? {
    if hasOwnKey, let rejection = check(customer.key, values.key, key, limit: limits.key) { return rejection }
    if let rejection = check(customer.name, values.name, name, limit: limits.name) { return rejection }
    if customer.description.count > limits.description {
      return .tooLong(
        .description, bytes: customer.description.count, limit: limits.description, column: description.onlyColumn)
    }
    if let scalar = controlCharacter(in: customer.description) {
      return .controlCharacter(.description, scalar: scalar, column: description.onlyColumn)
    }
    let metadataBytes = customer.metadata.count + limits.markerReserve
    if metadataBytes > limits.metadata {
      return .tooLong(
        .metadata, bytes: metadataBytes, limit: limits.metadata, reserve: limits.markerReserve, column: nil)
    }
    return nil
  }

  /// Key and name must be there, wholly: `{company} ({id})` without a company is a mistake in the list, not a name.
  private func check(
    _ bytes: UnsafeRawBufferPointer, _ value: FieldValue, _ plan: FieldPlan, limit: Int
  ) -> RowRejection? {
    if value.emptyColumn >= 0 { return .empty(plan.field, column: plan.columnNames[value.emptyColumn]) }
    if bytes.isEmpty { return .empty(plan.field, column: plan.onlyColumn) }
    if bytes.count > limit {
      return .tooLong(plan.field, bytes: bytes.count, limit: limit, column: plan.onlyColumn)
    }
    if let scalar = controlCharacter(in: bytes) {
      return .controlCharacter(plan.field, scalar: scalar, column: plan.onlyColumn)
    }
    return nil
  }
}
