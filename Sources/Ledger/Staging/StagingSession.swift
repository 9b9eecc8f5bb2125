import CSQLite
import Engine

/// Takes a list into a ledger: all of it or, whatever happens, nothing.
///
/// Rows go in without any index and without a journal; duplicates are looked for, and indexes built, when all are in.
/// A new ledger's rows go into its own file, which counts for nothing before `finish()`. Those of an edited list go into
/// a file beside the ledger, and from there into it in one transaction. A session that is let go without `finish()`
/// leaves the ledger as it was.
public final class StagingSession {
  let ledger: RunLedger
  /// Where the rows go: the ledger's own database, or that of an edited list.
  let target: Database
  let incoming: IncomingList?
  var review: StagingReview?
  var counts = StagingReview()
  private var listHeader: [UInt8] = []
  private let insertion: Statement
  private let rejection: Statement
  private let lookalikes: LookalikeSearch
  private var added = 0
  private var isOver = false

  init(into ledger: RunLedger, incoming: IncomingList?) throws(LedgerError) {
    self.ledger = ledger
    self.incoming = incoming
    target = incoming?.database ?? ledger.database
    insertion = try target.statement(
      """
      INSERT INTO customer (key, name, description, metadata, is_active, key_count, record, line, row, user_id,
        keeps_user, replaces, not_before, carried, carried_count, authtoken_count, acl, public_key)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    rejection = try target.statement(
      "INSERT INTO rejection (record, line, key, name, code, message, row) VALUES (?, ?, ?, ?, ?, ?, ?)")
    lookalikes = LookalikeSearch(in: target)
    try target.execute("BEGIN")
  }

  deinit { incoming?.remove() }

  /// Keeps the list's header row as it stands there, so that rows can be given back with it.
  public func setListHeader(_ bytes: [UInt8]) { listHeader = bytes }

  /// Takes in a customer; customers get their ids in the order of these calls.
  public func add(
    _ customer: StagedCustomer, row: UnsafeRawBufferPointer, at source: SourcePosition
  ) throws(LedgerError) {
    counts.read += 1
    counts.credentials +=
      customer.keyCount + customer.authtokenCount + (customer.publicKey.isEmpty ? 0 : 1) + customer.carriedCount
      + customer.replaces.count
    if !customer.isActive { counts.inactive += 1 }
    insertion.bind(1, viewing: customer.key)
    insertion.bind(2, viewing: customer.name)
    insertion.bind(3, viewing: customer.description)
    insertion.bind(4, viewing: customer.metadata)
    insertion.bind(5, customer.isActive)
    insertion.bind(6, customer.keyCount)
    insertion.bind(7, source.record)
    insertion.bind(8, source.line)
    insertion.bind(9, viewingBytes: row)
    insertion.bind(10, "")
    insertion.bind(11, false)
    insertion.bind(12, customer.replaces.map(\.rawValue).joined(separator: " "))
    insertion.bind(13, 0)
    insertion.bind(14, viewing: customer.carried)
    insertion.bind(15, customer.carriedCount)
    insertion.bind(16, customer.authtokenCount)
    insertion.bind(17, viewing: customer.acl)
    insertion.bind(18, viewing: customer.publicKey)
    try insertion.run()
    added += 1
    try lookalikes.note(customer.name, of: added)
  }

  /// The same for a customer of Swift's own texts; its id is not looked at.
  ///
  /// - Parameters:
  ///   - targets: the credentials that the job deletes; only in a new ledger.
  ///   - earliest: nothing is done before this second since 1970, by this machine's clock.
  public func add(
    _ customer: Customer, targets: [CredentialTarget] = [], noSoonerThan earliest: Int = 0, row: [UInt8] = [],
    at source: SourcePosition
  ) throws(LedgerError) {
    counts.read += 1
    counts.credentials += customer.credentialCount
    if !customer.isActive { counts.inactive += 1 }
    insertion.bind(1, customer.key)
    insertion.bind(2, customer.name)
    insertion.bind(3, customer.description)
    insertion.bind(4, customer.metadata)
    insertion.bind(5, customer.isActive)
    insertion.bind(6, customer.keyCount)
    insertion.bind(7, source.record)
    insertion.bind(8, source.line)
    insertion.bind(9, bytes: row)
    insertion.bind(10, customer.userID?.rawValue ?? "")
    insertion.bind(11, customer.keepsUser)
    insertion.bind(12, "")
    insertion.bind(13, earliest)
    insertion.bind(14, "")
    insertion.bind(15, 0)
    insertion.bind(16, customer.authtokenCount)
    insertion.bind(17, customer.acl.joined(separator: "\n"))
    insertion.bind(18, customer.publicKey)
    try insertion.run()
    added += 1
    try lookalikes.note(customer.name, of: added)
    try add(targets, of: added)
  }

  /// Takes note of a record that is no customer, and why; key and name as far as they are known.
  public func reject(
    key: String = "", name: String = "", _ reason: RejectionReason, row: UnsafeRawBufferPointer,
    at source: SourcePosition
  ) throws(LedgerError) {
    counts.read += 1
    counts.rejected += 1
    try writeRejection(key: key, name: name, reason, row: row, at: source)
  }

  /// Counts a record that the person's own condition leaves out.
  public func filter() {
    counts.read += 1
    counts.filtered += 1
  }

  /// Looks for duplicates and, where the ledger has had a list before, for what became of it; the ledger stays as it is.
  ///
  /// To be called when all rows are in; `finish()` does it if nobody has. Of rows with the same key, and then of rows
  /// with the same name or, in jobs on existing users, the same user, the first stays and the others are rejected.
  ///
  /// - Throws: `other_list` if the list has no key in common with that of the ledger.
  @discardableResult
  public func examine(
    wording: (DuplicateRow) -> RejectionReason = RejectionReason.duplicate
  ) throws(LedgerError) -> StagingReview {
    if let review { return review }
    try target.execute("CREATE INDEX customer_by_key ON customer (key)")
    try rejectDuplicates(of: .key, wording)
    if ledger.header.operation == .import {
      try target.execute("CREATE INDEX customer_by_name ON customer (name)")
      try rejectDuplicates(of: .name, wording)
      try lookalikes.finish { counts.take($0) }
    } else {
      try target.execute("CREATE INDEX customer_by_user ON customer (user_id)")
      try rejectDuplicates(of: .user, wording)
    }
    if let incoming {
      try target.execute("COMMIT")
      try incoming.attach(to: ledger)
      try ledger.refuseOtherList()
      if ledger.header.operation == .import {
        let taken = try ledger.rejectTakenNames()
        counts.rejected += taken.rows
        counts.credentials -= taken.credentials
      }
      counts.difference = try ledger.differenceFromIncoming()
    }
    counts.customers = counts.read - counts.filtered - counts.rejected
    if counts.inactive > 0, counts.rejected > 0 {
      let rows = incoming == nil ? "main.customer" : "incoming.customer"
      counts.inactive = try ledger.database.integer("SELECT count(*) FROM \(rows) WHERE is_active = 0") ?? 0
    }
    review = counts
    return counts
  }

  /// Believes the list from here on, and leaves the ledger ready for its run.
  @discardableResult
  public func finish() throws(LedgerError) -> StagingReview {
    let review = try examine()
    guard !isOver else { return review }
    if incoming == nil {
      try target.execute("CREATE INDEX customer_by_state ON customer (is_listed, state, verb)")
      try ledger.unpackCarriedCredentials()
      try ledger.write(review, listHeader: listHeader)
      try target.execute("COMMIT")
      try ledger.believeStaging()
    } else {
      try ledger.takeOverIncoming(review, listHeader: listHeader)
    }
    isOver = true
    return review
  }

  func writeRejection(
    key: String, name: String, _ reason: RejectionReason, row: UnsafeRawBufferPointer, at source: SourcePosition
  ) throws(LedgerError) {
    rejection.bind(1, source.record)
    rejection.bind(2, source.line)
    rejection.bind(3, key)
    rejection.bind(4, name)
    rejection.bind(5, reason.code)
    rejection.bind(6, reason.message)
    rejection.bind(7, viewingBytes: row)
    try rejection.run()
  }
}
