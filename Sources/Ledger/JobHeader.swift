import Engine
import NgrokAPI

/// What a ledger is about: the job, the account and the list. It never holds the API key.
public struct JobHeader: Sendable, Equatable {
  /// The command that the ledger was made by, such as `import`.
  public var kind: String
  /// What the job does to its customers.
  public var operation: JobKind
  /// The run's name, the first part of every marker.
  public var run: String
  /// The name of the run that this job follows from; empty if there is none.
  public var earlierRun = ""
  public var baseURL: String
  public var userKind: UserKind
  /// Where the list was read from, for messages only; `-` for standard input.
  public var listPath: String
  /// A digest of the list's bytes, to know it again.
  public var listDigest: String
  /// How columns became fields: a line `field=expression` for each field, in order of the fields.
  public var mapping: String
  /// The settings that have to be the same when the run goes on, as a JSON object.
  public var options: String
  /// When the ledger was made, RFC 3339, UTC.
  public var createdAt: String
  public var programVersion: String

  public init(
    kind: String = "import", operation: JobKind = .import, run: String, baseURL: String, userKind: UserKind = .bot,
    listPath: String,
    listDigest: String, mapping: String, options: String = "{}", createdAt: String, programVersion: String
  ) {
    self.kind = kind
    self.operation = operation
    self.run = run
    self.baseURL = baseURL
    self.userKind = userKind
    self.listPath = listPath
    self.listDigest = listDigest
    self.mapping = mapping
    self.options = options
    self.createdAt = createdAt
    self.programVersion = programVersion
  }
}

extension Database {
  func insert(_ header: JobHeader) throws(LedgerError) {
    let statement = try statement(
      """
      INSERT INTO job (id, kind, run, base_url, user_kind, list_path, list_digest, mapping, options, created_at,
        program_version, operation, earlier_run) VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    statement.bind(1, header.kind)
    statement.bind(2, header.run)
    statement.bind(3, header.baseURL)
    statement.bind(4, header.userKind.rawValue)
    statement.bind(5, header.listPath)
    statement.bind(6, header.listDigest)
    statement.bind(7, header.mapping)
    statement.bind(8, header.options)
    statement.bind(9, header.createdAt)
    statement.bind(10, header.programVersion)
    statement.bind(11, header.operation.rawValue)
    statement.bind(12, header.earlierRun)
    try statement.run()
  }

  func readHeader() throws(LedgerError) -> JobHeader {
    let statement = try statement(
      """
      SELECT kind, run, base_url, user_kind, list_path, list_digest, mapping, options, created_at, program_version,
        operation, earlier_run
      FROM job
      """)
    guard try statement.step() else { throw LedgerError.damaged(at: path, reason: "it does not say what its job is") }
    defer { statement.reset() }
    guard let userKind = UserKind(rawValue: statement.text(3)) else {
      throw LedgerError.damaged(at: path, reason: "“\(statement.text(3))” is no kind of user")
    }
    guard let operation = JobKind(rawValue: statement.text(10)) else {
      throw LedgerError.damaged(at: path, reason: "“\(statement.text(10))” is no job")
    }
    var header = JobHeader(
      kind: statement.text(0), operation: operation, run: statement.text(1), baseURL: statement.text(2),
      userKind: userKind,
      listPath: statement.text(4), listDigest: statement.text(5), mapping: statement.text(6),
      options: statement.text(7), createdAt: statement.text(8), programVersion: statement.text(9))
    header.earlierRun = statement.text(11)
    return header
  }
}
