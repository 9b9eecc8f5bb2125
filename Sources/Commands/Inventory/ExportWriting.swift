import Ledger
import RecordStreams

/// Writes an inventory out, one record after the other.
struct ExportWriting {
  let inventory: InventoryFile
  let layout: ExportLayout
  private var composer: ExportComposer
  private var writer: any RecordWriter
  /// Where in a composed record the columns stand that are written; `nil` where a record is written as it is composed.
  private let positions: [Int]?
  private(set) var records = 0
  /// Credentials that an export for an import leaves out, as their owners are no users that were listed.
  private(set) var leftOut = 0

  /// How many characters the format could not hold.
  var replacedCharacters: Int { writer.replacedCharacters }

  init(_ inventory: InventoryFile, _ layout: ExportLayout, to sink: any ByteSink, defusesFormulas: Bool) {
    self.inventory = inventory
    self.layout = layout
    composer = ExportComposer(layout, userKind: inventory.header.userKind)
    positions =
      layout.columns == layout.composedColumns
      ? nil : layout.columns.compactMap(layout.composedColumns.firstIndex(of:))
    writer = layout.format.makeWriter(
      to: sink, recordName: layout.isNested ? "user" : "row", defusesFormulas: defusesFormulas)
  }

  mutating func run() throws {
    try writer.begin(columns: layout.columns.map(\.rawValue))
    if layout.isNested { try writeOwners() } else { try writeEntries() }
    try writer.finish()
  }

  private mutating func writeEntries() throws {
    try inventory.forEachEntry(sortedBy: layout.sorting) { entry in
      composer.compose(entry)
      try write(otherMembers: "")
    }
  }

  /// Entries of one owner follow each other.
  private mutating func writeOwners() throws {
    var owner: InventoryEntry?
    var credentials: [InventoryCredential] = []
    try inventory.forEachEntry(sortedBy: layout.sorting) { entry in
      if let before = owner, before.ownerID != entry.ownerID {
        try write(before, credentials)
        credentials.removeAll(keepingCapacity: true)
      }
      owner = entry
      if let credential = entry.credential { credentials.append(credential) }
    }
    if let owner { try write(owner, credentials) }
  }

  private mutating func write(_ owner: InventoryEntry, _ credentials: [InventoryCredential]) throws {
    if layout.isForImport, owner.user == nil {
      leftOut += credentials.count
      return
    }
    composer.compose(owner, credentials)
    try write(otherMembers: layout.keepsOtherMembers ? owner.user?.otherMembers ?? "" : "")
  }

  private mutating func write(otherMembers: String) throws {
    let record = composer.record
    try record.withFields { fields throws(WriteFailure) in
      guard layout.filter?.matches(fields) ?? true else { return }
      records += 1
      if let positions {
        try writer.write(positions.map { fields[$0] })
      } else {
        try writer.write(fields, otherMembers: otherMembers)
      }
    }
  }
}
