import Engine
import Ledger
import NgrokAPI
import RecordStreams
import Roster
import Runner

/// Takes a list from its file through the mapping into a ledger.
final class ListIntake: JobIntake {
  let list: ListReading
  let proposal: MappingProposal
  /// Which records are taken; `nil` if all are.
  let filter: RecordFilter?
  private let reader: any RecordReader
  private let batch = RecordBatch()
  private var hasBatch: Bool
  private var mapper: CustomerMapper
  /// Whether the command line says how many API keys customers get.
  private let hasKeyCount: Bool
  private let request: MappingRequest
  private let hasLateColumns: Bool

  /// Rejected rows to be shown before a ledger can be asked for them.
  private(set) var mappingNotices: [String] = []

  /// Opens the list and finds out which column becomes what; reads no further than that needs.
  ///
  /// - Parameter request: what is asked of the mapping, where that is more than the command line says.
  init(
    _ arguments: CommandArguments, request: ((Columns, RecordBatch) throws -> MappingRequest)? = nil
  ) throws {
    list = try ListReading(arguments)
    reader = try list.open()
    hasBatch = try reader.read(into: batch)
    let columns = try Self.columns(of: list, reader)
    if !hasBatch, columns.count == 0 {
      throw Report(
        "list-empty", at: list.name, "the list has no records, so nobody can say which columns it would have",
        exit: .listRefused)
    }
    hasLateColumns = columns.mayGrow
    self.request = try request?(columns, batch) ?? MappingRequest(arguments)
    proposal = try MappingProposal(columns: columns, request: self.request)
    var limits = CustomerLimits()
    limits.markerReserve = arguments.has(Options.noMarker) ? 0 : Marker.reservedBytes
    hasKeyCount = arguments.isGiven(Options.keys)
    filter = try RecordFilter(arguments)
    mapper = try CustomerMapper(
      proposal.mapping, columns: columns, filter: filter, keyCount: arguments.keyCount(for: proposal.mapping),
      authtokenCount: arguments[Options.authtokens] ?? 0, limits: limits)
  }

  var name: String { list.name }
  var path: String { list.path }
  var mapping: String { proposal.mapping.canonicalForm }
  var choices: [String] { proposal.choices.map(\.description) }

  /// What the reader found out by itself, such as the delimiter.
  var readNotices: [ReadNotice] { reader.notices }

  /// How the list's rows are written.
  var shape: ListShape { reader.shape }

  /// The header as a row of the list, also where the list has none; empty where each row says itself which columns it has.
  private var headerRow: [UInt8] { shape.format.bringsColumns ? [] : shape.row(reader.columns.names) }

  func stage(into session: StagingSession) throws {
    let carried = CarriedCheck()
    try stage(into: session) { customer in
      let credentials: [Credential]
      let replaced: [CredentialID]
      do throws(RejectionReason) {
        credentials = try carried.credentials(in: customer.credentials)
        replaced = try ReplacedCheck.credentials(in: customer.replaces)
      } catch {
        let key = String(decoding: customer.key, as: UTF8.self)
        return try session.reject(key: key, error, row: customer.origin.bytes, at: Self.position(customer.origin))
      }
      try session.add(
        StagedCustomer(
          key: customer.key, name: customer.name, description: customer.description, metadata: customer.metadata,
          isActive: customer.isActive,
          // Without a word on their number the new credentials are those that take the places of others.
          keyCount: replaced.isEmpty || customer.hasOwnKeyCount || hasKeyCount ? customer.keyCount : 0,
          authtokenCount: customer.authtokenCount,
          acl: customer.acl, publicKey: customer.publicKey, carried: customer.credentials,
          carriedCount: credentials.count, replaces: replaced),
        row: customer.origin.bytes, at: Self.position(customer.origin))
    }
  }

  /// The same where the rows are not customers to be made but users that are there.
  func stage(
    into session: StagingSession, as meaning: (MappedCustomer) throws -> UserRow
  ) throws {
    try stage(into: session) { row in
      switch try meaning(row) {
      case .user(let customer, let earliest):
        try session.add(
          customer, noSoonerThan: earliest, row: Array(row.origin.bytes), at: Self.position(row.origin))
      case .rejected(let reason):
        try session.reject(
          key: String(decoding: row.key, as: UTF8.self), reason, row: row.origin.bytes, at: Self.position(row.origin))
      }
    }
  }

  private func stage(into session: StagingSession, _ add: (MappedCustomer) throws -> Void) throws {
    session.setListHeader(headerRow)
    while hasBatch {
      try mapper.map(batch) { row in
        switch row {
        case .customer(let customer): try add(customer)
        case .rejected(let rejected):
          let reason = RejectionReason(code: rejected.rejection.code, message: rejected.rejection.message)
          try session.reject(
            key: String(decoding: rejected.key, as: UTF8.self), name: String(decoding: rejected.name, as: UTF8.self),
            reason, row: rejected.origin.bytes, at: Self.position(rejected.origin))
        case .filtered: session.filter()
        }
      }
      hasBatch = try reader.read(into: batch)
    }
    try mapper.finish(columns: reader.columns)
    if hasLateColumns { try refuseLateColumns() }
    mappingNotices = mapper.notices.messages
  }

  /// The columns of the whole list. Of one that shows them only in its records, and can be read twice, that takes a reading of its own: what
  /// becomes what must not depend on which records come first.
  private static func columns(of list: ListReading, _ reader: any RecordReader) throws -> Columns {
    guard reader.columns.mayGrow, list.isFile else { return reader.columns }
    let (columns, fault) = list.columns()
    if let fault { throw fault }
    return columns
  }

  /// Refuses a list that can be read only once if its later columns would have changed what becomes what.
  private func refuseLateColumns() throws {
    guard try MappingProposal(columns: reader.columns, request: request).mapping != proposal.mapping else { return }
    throw Report(
      "columns-late", at: list.name,
      "columns that come only with later records would have changed which column becomes what",
      advice: "save the list as a file, which can be read twice, or say all of it with --map", exit: .listRefused)
  }

  /// How a row is refused whose key, name or user an earlier one has.
  func wording(of duplicate: DuplicateRow) -> RejectionReason {
    let (place, first) = (shape.place(of: duplicate.source), shape.place(of: duplicate.first))
    let rejection =
      switch duplicate.field {
      case .key: RowRejection.duplicateKey(duplicate.text, at: place, first: first)
      case .name: RowRejection.duplicateName(duplicate.text, at: place, first: first, mapping: proposal.mapping)
      case .user: RowRejection.duplicateUser(duplicate.text, at: place, first: first)
      }
    return RejectionReason(code: rejection.code, message: rejection.message)
  }

  private static func position(_ origin: RowOrigin) -> Ledger.SourcePosition {
    Ledger.SourcePosition(record: origin.number, line: origin.line)
  }
}

extension CommandArguments {
  /// How many API keys each customer gets, if the mapping does not say: none where a list of credentials is carried over.
  func keyCount(for mapping: CustomerMapping) -> Int { self[Options.keys] ?? (mapping.credentials == nil ? 1 : 0) }
}

extension ListIntake {
  func digest() throws -> String {
    guard list.isFile else { return "" }
    let source = try FileByteSource(path: list.path)
    var hash = SHA256()
    var buffer = [UInt8](repeating: 0, count: 256 * 1024)
    while true {
      let count = try buffer.withUnsafeMutableBytes { try source.read(into: $0) }
      if count == 0 { return hash.hexDigest() }
      buffer.withUnsafeBytes { hash.update(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
    }
  }
}
