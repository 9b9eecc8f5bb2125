/// The tables of an inventory.
enum InventorySchema {
  /// Marks the file as an inventory of muster: the letters `msti`.
  static let applicationID = 0x6D73_7469

  /// An inventory lives as long as an export, so there is nothing to bring up to a later version: one of another version
  /// is refused.
  static let version = 1

  /// `position` follows the account's list, whose newest item comes first. Indexes are built when all is in.
  static let tables = """
    CREATE TABLE job (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      base_url TEXT NOT NULL,
      user_kind TEXT NOT NULL,
      begun_at TEXT NOT NULL,
      program_version TEXT NOT NULL
    );
    CREATE TABLE list (
      name TEXT PRIMARY KEY,
      next TEXT,
      is_complete INTEGER NOT NULL DEFAULT 0
    ) WITHOUT ROWID;
    CREATE TABLE user (
      position INTEGER PRIMARY KEY,
      id TEXT NOT NULL,
      name TEXT NOT NULL,
      is_active INTEGER NOT NULL,
      created_at TEXT NOT NULL,
      -- Members of the answer that this program does not know, as they stood there.
      others TEXT NOT NULL
    );
    CREATE TABLE credential (
      position INTEGER PRIMARY KEY,
      kind INTEGER NOT NULL,
      id TEXT NOT NULL,
      owner TEXT,
      description TEXT NOT NULL,
      metadata TEXT NOT NULL,
      -- A JSON array.
      acl TEXT NOT NULL,
      public_key TEXT NOT NULL,
      created_at TEXT NOT NULL,
      others TEXT NOT NULL
    );
    """

  static let indexes = """
    CREATE INDEX IF NOT EXISTS user_by_id ON user (id);
    CREATE INDEX IF NOT EXISTS credential_by_owner ON credential (owner, kind, position);
    """
}
