import Engine
import Ledger
import RecordStreams
import Roster
import Runner

/// Takes a list from its file through the mapping into a ledger.
final class ListIntake {
  let list: ListReading
  let proposal: MappingProposal
  private let reader: any RecordReader
  private let batch = RecordBatch()
  private var hasBatch: Bool
  private var mapper: CustomerMapper

  /// Rejected rows to be shown before a ledger can be asked for them.
  private(set) var mappingNotices: [String] = []

  /// Opens the list and finds out which column becomes what; reads no further than that needs.
  init(_ arguments: CommandArguments) throws {
    list = try ListReading(arguments)
    reader = try list.open()
    hasBatch = try reader.read(into: batch)
    proposal = try MappingProposal(columns: reader.columns, request: MappingRequest(arguments))
    if proposal.mapping.active != nil { throw Report.cannotDeactivate }
    var limits = CustomerLimits()
    limits.markerReserve = arguments.has(Options.noMarker) ? 0 : Marker.reservedBytes
    mapper = try CustomerMapper(
      proposal.mapping, columns: reader.columns, keyCount: arguments[Options.keys] ?? 1, limits: limits)
  }

  /// What the reader found out by itself, such as the delimiter.
  var readNotices: [ReadNotice] { reader.notices }

  /// How the list's rows are written.
  var shape: ListShape { reader.shape }

  /// The header as a row of the list, also where the list has none.
  var headerRow: [UInt8] { shape.row(reader.columns.names) }

  /// Reads the whole list into the session; nothing is believed before the session is finished.
  func stage(into session: StagingSession) throws {
    session.setListHeader(headerRow)
    while hasBatch {
      try mapper.map(batch) { row in
        switch row {
        case .customer(let customer):
          try session.add(
            StagedCustomer(
              key: customer.key, name: customer.name, description: customer.description, metadata: customer.metadata,
              isActive: customer.isActive, keyCount: customer.keyCount),
            row: customer.origin.bytes, at: Self.position(customer.origin))
        case .rejected(let origin, let rejection):
          try session.reject(
            RejectionReason(code: rejection.code, message: rejection.message), row: origin.bytes,
            at: Self.position(origin))
        }
      }
      hasBatch = try reader.read(into: batch)
    }
    mappingNotices = mapper.notices.messages
  }

  /// How a row is refused whose key or name an earlier one has.
  static func wording(of duplicate: DuplicateRow) -> RejectionReason {
    let rejection =
      switch duplicate.field {
      case .key:
        RowRejection.duplicateKey(duplicate.text, line: duplicate.source.line, firstLine: duplicate.first.line)
      case .name:
        RowRejection.duplicateName(duplicate.text, line: duplicate.source.line, firstLine: duplicate.first.line)
      case .user:
        RowRejection.duplicateUser(duplicate.text, line: duplicate.source.line, firstLine: duplicate.first.line)
      }
    return RejectionReason(code: rejection.code, message: rejection.message)
  }

  private static func position(_ origin: RowOrigin) -> Ledger.SourcePosition {
    Ledger.SourcePosition(record: origin.number, line: origin.line)
  }
}

extension ListIntake {
  /// A digest of the list's bytes, to know it again; empty for what can be read only once.
  static func digest(of list: ListReading) throws -> String {
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
