/// The tables of a ledger and how older ledgers are brought up to them.
enum Schema {
  /// Marks the file as a ledger of muster: the letters `mstr`.
  static let applicationID = 0x6D73_7472

  /// The version that this program writes.
  static var version: Int { migrations.count }

  /// What brings version n to n + 1; append, and never change one that has been released.
  ///
  /// `user_version` stays 0 until a list has been staged completely, so that the file's first 100 bytes alone tell a
  /// half-staged file, whatever a crash has left of the rest.
  static let migrations = [
    (version1Lists + [targetTable]).joined(separator: "\n") + version1, version2Job + version2Lists,
  ]

  private static let version1 = """
    CREATE TABLE job (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      kind TEXT NOT NULL,
      operation TEXT NOT NULL,
      run TEXT NOT NULL,
      base_url TEXT NOT NULL,
      user_kind TEXT NOT NULL,
      list_path TEXT NOT NULL,
      list_digest TEXT NOT NULL,
      mapping TEXT NOT NULL,
      options TEXT NOT NULL,
      created_at TEXT NOT NULL,
      program_version TEXT NOT NULL,
      list_header BLOB NOT NULL DEFAULT x'',
      read_count INTEGER NOT NULL DEFAULT 0,
      filtered_count INTEGER NOT NULL DEFAULT 0,
      -- Whether ids no longer follow the list, because it has been edited since the first staging.
      is_edited INTEGER NOT NULL DEFAULT 0,
      is_baseline_complete INTEGER NOT NULL DEFAULT 0,
      baseline_next TEXT,
      -- The checkpoint of the job that takes this one back; empty while there is none. Such a job goes on no more.
      undone_by TEXT NOT NULL DEFAULT '',
      -- The boot in which the ledger was opened for writing; empty when it was closed properly.
      opened_in_boot TEXT NOT NULL DEFAULT '',
      -- How often the ledger has been opened for writing: tells whether a spill file is of the last time.
      openings INTEGER NOT NULL DEFAULT 0
    );
    CREATE TABLE attempt (
      customer INTEGER NOT NULL,
      step INTEGER NOT NULL,
      number INTEGER NOT NULL,
      state INTEGER NOT NULL,
      anchor TEXT,
      operation_id TEXT NOT NULL,
      PRIMARY KEY (customer, step, number)
    ) WITHOUT ROWID;
    CREATE TABLE user (
      customer INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      origin INTEGER NOT NULL,
      created_at TEXT NOT NULL,
      -- What it was before this run changed anything; the name is empty where it is the customer's.
      name TEXT NOT NULL,
      was_active INTEGER NOT NULL
    );
    CREATE TABLE credential (
      customer INTEGER NOT NULL,
      step INTEGER NOT NULL,
      kind TEXT NOT NULL,
      id TEXT NOT NULL UNIQUE,
      -- Empty where the kind has none.
      token TEXT NOT NULL,
      created_at TEXT NOT NULL,
      PRIMARY KEY (customer, step)
    ) WITHOUT ROWID;
    CREATE TABLE removal (
      credential TEXT PRIMARY KEY,
      customer INTEGER NOT NULL,
      step INTEGER NOT NULL,
      is_done INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE baseline_user (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL,
      is_active INTEGER NOT NULL,
      created_at TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX baseline_user_by_name ON baseline_user (name);
    CREATE TABLE owner (
      user TEXT PRIMARY KEY
    ) WITHOUT ROWID;
    CREATE TABLE owner_credential (
      id TEXT PRIMARY KEY,
      owner TEXT NOT NULL,
      kind TEXT NOT NULL,
      description TEXT NOT NULL,
      metadata TEXT NOT NULL,
      -- A rule a line.
      acl TEXT NOT NULL,
      public_key TEXT NOT NULL,
      created_at TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX owner_credential_by_owner ON owner_credential (owner);
    -- The credential whose place that of a step takes, with what the new one takes over.
    CREATE TABLE replacement (
      customer INTEGER NOT NULL,
      step INTEGER NOT NULL,
      id TEXT NOT NULL,
      kind TEXT NOT NULL,
      owner TEXT NOT NULL,
      description TEXT NOT NULL,
      metadata TEXT NOT NULL,
      acl TEXT NOT NULL,
      public_key TEXT NOT NULL,
      created_at TEXT NOT NULL,
      PRIMARY KEY (customer, step)
    ) WITHOUT ROWID;
    -- Users of an earlier job: one of them at least is in the account, or it is another one.
    CREATE TABLE witness (
      id TEXT PRIMARY KEY
    ) WITHOUT ROWID;
    """

  /// The list itself: customers, rows that are none, and what is to be deleted of whom. Indexes on them are built when the
  /// rows are in, which is several times faster than keeping them up to date meanwhile.
  ///
  /// Texts are compared by their bytes, SQLite's default: two names that only look the same are two names to the API.
  static let listTables = version1Lists + [targetTable, version2Lists]

  private static let version1Lists = [
    """
    CREATE TABLE customer (
      id INTEGER PRIMARY KEY,
      key TEXT NOT NULL,
      name TEXT NOT NULL,
      description TEXT NOT NULL,
      metadata TEXT NOT NULL,
      is_active INTEGER NOT NULL,
      key_count INTEGER NOT NULL,
      -- The user that the list names by its id; empty where it names it by its name, or none.
      user_id TEXT NOT NULL DEFAULT '',
      -- Whether only credentials are taken back, as the user was there before.
      keeps_user INTEGER NOT NULL DEFAULT 0,
      -- The credentials whose places those of this customer take: their ids with spaces between.
      replaces TEXT NOT NULL DEFAULT '',
      -- Nothing is done before this second since 1970.
      not_before INTEGER NOT NULL DEFAULT 0,
      record INTEGER NOT NULL,
      line INTEGER NOT NULL,
      row BLOB NOT NULL,
      is_listed INTEGER NOT NULL DEFAULT 1,
      state INTEGER NOT NULL DEFAULT 0,
      verb INTEGER,
      code TEXT NOT NULL DEFAULT '',
      message TEXT NOT NULL DEFAULT '',
      operation_id TEXT NOT NULL DEFAULT '',
      -- When the customer ended, by this machine's clock, in seconds since 1970.
      ended_at INTEGER
    );
    """,
    """
    CREATE TABLE rejection (
      record INTEGER PRIMARY KEY,
      line INTEGER NOT NULL,
      key TEXT NOT NULL,
      name TEXT NOT NULL,
      code TEXT NOT NULL,
      message TEXT NOT NULL,
      row BLOB NOT NULL
    );
    """,
  ]

  private static let targetTable = """
    -- The credentials that the job deletes.
    CREATE TABLE target_credential (
      customer INTEGER NOT NULL,
      id TEXT NOT NULL,
      kind TEXT NOT NULL,
      successor TEXT,
      PRIMARY KEY (customer, id)
    ) WITHOUT ROWID;
    """

  private static let version2Job = """
    ALTER TABLE job ADD COLUMN earlier_run TEXT NOT NULL DEFAULT '';
    -- The checkpoint of the job that deletes what this one has replaced; empty while there is none. What was made in its
    -- place is not taken back any more.
    ALTER TABLE job ADD COLUMN retired_by TEXT NOT NULL DEFAULT '';

    """

  /// Credentials of all kinds.
  private static let version2Lists = """
    ALTER TABLE customer ADD COLUMN authtoken_count INTEGER NOT NULL DEFAULT 0;
    -- A rule a line.
    ALTER TABLE customer ADD COLUMN acl TEXT NOT NULL DEFAULT '';
    -- Type and base64 of the customer's SSH key; empty if it gets no SSH credential.
    ALTER TABLE customer ADD COLUMN public_key TEXT NOT NULL DEFAULT '';
    -- The credentials that are carried over from another account: a JSON array, and how many are in it.
    ALTER TABLE customer ADD COLUMN carried TEXT NOT NULL DEFAULT '';
    ALTER TABLE customer ADD COLUMN carried_count INTEGER NOT NULL DEFAULT 0;
    """

  /// How many credentials a row of the table of customers asks for, by the row's name in a query.
  static func credentialCount(of row: String) -> String {
    "(\(row).key_count + \(row).authtoken_count + (\(row).public_key <> '') + \(replacingCount(of: row)))"
  }

  /// How many of them take the places of others, of this account or another: one for each id that stands in `replaces`.
  static func replacingCount(of row: String) -> String {
    "(\(row).carried_count + length(\(row).replaces) - length(replace(\(row).replaces, ' ', '')) "
      + "+ (\(row).replaces <> ''))"
  }

  /// Lets a ledger of an older version be read as one of this version, without a change to its file: what stands before
  /// the tables of their names. Indexes cannot be named through it.
  static func readingViews(from version: Int) -> String? {
    version >= 2
      ? nil
      : """
      CREATE TEMP VIEW customer AS SELECT *, 0 AS authtoken_count, '' AS acl, '' AS public_key, '' AS carried,
        0 AS carried_count FROM main.customer;
      CREATE TEMP VIEW job AS SELECT *, '' AS earlier_run, '' AS retired_by FROM main.job;
      """
  }
}
