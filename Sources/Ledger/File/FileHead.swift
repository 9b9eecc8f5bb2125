/// What the first 100 bytes of a file say about it, before SQLite is asked.
///
/// Source: “Database File Format”, section 1.3, sqlite.org.
enum FileHead: Equatable {
  /// Nothing is in the file.
  case empty
  /// A ledger whose list has not been staged to the end, or an inventory that was not begun to the end.
  case unstaged
  /// A ledger; its version is in the write-ahead log, perhaps, so only SQLite can tell it.
  case ledger
  /// What an export gathers; see `InventoryFile`.
  case inventory
  /// The beginning of an SQLite file and no more.
  case truncated
  case foreign

  init(_ bytes: [UInt8]) {
    let magic = Array("SQLite format 3\0".utf8)
    guard !bytes.isEmpty else {
      self = .empty
      return
    }
    guard bytes.starts(with: magic.prefix(bytes.count)) else {
      self = .foreign
      return
    }
    guard bytes.count == 100 else {
      self = .truncated
      return
    }
    let applicationID = bytes[68..<72].reduce(0) { $0 << 8 | Int($1) }
    let userVersion = bytes[60..<64].reduce(0) { $0 << 8 | Int($1) }
    switch applicationID {
    case Schema.applicationID: self = userVersion == 0 ? .unstaged : .ledger
    case InventorySchema.applicationID: self = userVersion == 0 ? .unstaged : .inventory
    default: self = .foreign
    }
  }
}
