import RecordStreams

/// Makes customers of records, a batch at a time, and checks each of them.
///
/// Per row it allocates nothing: values that are a column's are handed on where they lie, and what has to be put together goes into a
/// buffer that is used again. Duplicates it does not see: the whole list is known to the ledger only.
public struct CustomerMapper {
  /// The metadata member that credentials are found again by.
  public static let markerMember = "muster"

  private let plan: CustomerPlan
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
    plan = try CustomerPlan(
      mapping, columns: columns, keyCount: keyCount, authtokenCount: authtokenCount, limits: limits)
    knownColumns = columns.count
    if let filter { self.filter = try FilterPlan(mapping: filter, columns: columns) }
  }

  /// Hands each row of the batch to `body`, in order, as customer, as rejected or as filtered.
  public mutating func map<Failure: Error>(
    _ batch: RecordBatch, _ body: (MappedRow) throws(Failure) -> Void
  ) throws(Failure) {
    if batch.columns.count > knownColumns { resolve(in: batch.columns) }
    for item in batch {
      switch item {
      case .rejected(let rejection):
        try body(.rejected(RejectedRow(origin: rejection.origin, rejection: RowRejection(rejection.problem))))
      case .record(let record):
        if filter?.matches(record) == false {
          try body(.filtered(record.origin))
          continue
        }
        hasMapped = true
        try body(plan.row(of: record, in: &workspace))
      }
    }
  }

  private mutating func resolve(in columns: Columns) {
    plan.resolve(in: columns)
    filter?.resolve(in: columns)
    knownColumns = columns.count
  }

  /// To be called when all rows have been mapped: refuses what has been asked for and was in none of them.
  public func finish(columns: Columns) throws(MappingFailure) {
    if hasMapped { try plan.finish(columns: columns) }
    do throws(FilterFailure) {
      try filter?.finish(columns: columns)
    } catch {
      throw MappingFailure(.filter(error))
    }
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
