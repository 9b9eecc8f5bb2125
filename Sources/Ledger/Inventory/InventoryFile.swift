import Engine
import NgrokAPI

/// What an account holds, page by page as it was read: the checkpoint of an export, and where owners and credentials are
/// joined without being in memory.
///
/// One SQLite file under a lock, of mode 0600. A kill takes nothing back of what was committed; a loss of power may take
/// the last pages, which are then read again.
public final class InventoryFile {
  public let path: String
  public let header: InventoryHeader
  /// Whether an earlier call had begun it.
  public let isContinued: Bool
  let database: Database
  private let file: LedgerFile
  private var isClosed = false

  private init(path: String, header: InventoryHeader, database: Database, file: LedgerFile, isContinued: Bool) {
    self.path = path
    self.header = header
    self.database = database
    self.file = file
    self.isContinued = isContinued
  }

  deinit { close() }

  /// Opens an inventory, or begins one where there is none.
  ///
  /// - Parameter header: of a new one; an earlier one's stays, and is the caller's to compare.
  public static func open(at path: String, header: InventoryHeader) throws(LedgerError) -> InventoryFile {
    let file = try LedgerFile(.new, at: path)
    // Where an error ends this, the file is to be closed after the database (see `LedgerFile`).
    defer { withExtendedLifetime(file) {} }
    switch FileHead(file.head) {
    case .empty, .unstaged: return try begin(at: path, header: header, file: file)
    case .inventory: return try goOn(at: path, file: file)
    case .ledger, .truncated, .foreign:
      throw LedgerError(
        .exists,
        "\(path): this file is no inventory of muster, so it is left alone. Choose another place with --checkpoint.")
    }
  }

  private static func begin(
    at path: String, header: InventoryHeader, file: LedgerFile
  ) throws(LedgerError) -> InventoryFile {
    try file.makeEmpty()
    let database = try Database(path: path, access: .writing)
    try database.configure()
    // The version comes last: without it the file is worth nothing, and is made anew.
    try database.execute("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
    try database.execute("PRAGMA application_id = \(InventorySchema.applicationID)")
    try database.transaction { () throws(LedgerError) in
      try database.execute(InventorySchema.tables)
      try database.insert(header)
    }
    try database.execute("PRAGMA user_version = \(InventorySchema.version)")
    try enterReading(database)
    return InventoryFile(path: path, header: header, database: database, file: file, isContinued: false)
  }

  private static func goOn(at path: String, file: LedgerFile) throws(LedgerError) -> InventoryFile {
    let database = try Database(path: path, access: .writing)
    try database.configure()
    guard try database.integer("PRAGMA user_version") == InventorySchema.version else {
      throw LedgerError(
        .newer, "\(path): this inventory was begun by another version of muster. Delete it, and the export begins anew."
      )
    }
    try enterReading(database)
    let header = try database.readInventoryHeader()
    return InventoryFile(path: path, header: header, database: database, file: file, isContinued: true)
  }

  /// A commit need not wait for the device: what a loss of power takes back is read again.
  private static func enterReading(_ database: Database) throws(LedgerError) {
    try database.execute(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA journal_size_limit = 67108864;")
  }

  public func close() {
    guard !isClosed else { return }
    isClosed = true
    database.close()
    file.close()
  }

  /// Closes the inventory and deletes its file.
  public func discard() {
    guard !isClosed else { return }
    isClosed = true
    database.close()
    file.remove()
    file.close()
  }
}

// MARK: - How far it is

extension InventoryFile {
  public func progress(of list: AccountList) throws(LedgerError) -> ListProgress {
    let statement = try database.statement("SELECT next, is_complete FROM list WHERE name = ?")
    statement.bind(1, list.name)
    guard try statement.step() else { return .notBegun }
    defer { statement.reset() }
    if statement.flag(1) { return .complete }
    return statement.optionalText(0).map { .partial(next: $0) } ?? .notBegun
  }

  /// Users that the account must still have, if it is the same one.
  public func witnesses(limit: Int = 5) throws(LedgerError) -> [UserID] {
    let statement = try database.statement("SELECT id FROM user ORDER BY position DESC LIMIT ?")
    statement.bind(1, limit)
    var found: [UserID] = []
    while try statement.step() { found.append(UserID(statement.text(0))) }
    return found
  }
}

extension AccountList {
  /// How an inventory calls the list.
  var name: String {
    switch self {
    case .users: "users"
    case .credentials(let kind): kind.rawValue
    }
  }
}

extension CredentialKind {
  /// The number by which an inventory knows the kind; kinds are sorted by it.
  var number: Int {
    switch self {
    case .apiKey: 0
    case .authtoken: 1
    case .ssh: 2
    }
  }

  init?(number: Int) {
    guard let kind = CredentialKind.allCases.first(where: { $0.number == number }) else { return nil }
    self = kind
  }
}
