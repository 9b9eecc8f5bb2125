import NgrokAPI

/// What an inventory is of, so that a later call goes on with it only if it means the same.
public struct InventoryHeader: Sendable, Equatable {
  public var baseURL: String
  public var userKind: UserKind
  /// When the reading of the account began, RFC 3339, UTC, by this machine's clock; for messages only.
  public var begunAt: String
  public var programVersion: String

  public init(baseURL: String, userKind: UserKind, begunAt: String, programVersion: String) {
    self.baseURL = baseURL
    self.userKind = userKind
    self.begunAt = begunAt
    self.programVersion = programVersion
  }
}

extension Database {
  func insert(_ header: InventoryHeader) throws(LedgerError) {
    let statement = try statement(
      "INSERT INTO job (id, base_url, user_kind, begun_at, program_version) VALUES (1, ?, ?, ?, ?)")
    statement.bind(1, header.baseURL)
    statement.bind(2, header.userKind.rawValue)
    statement.bind(3, header.begunAt)
    statement.bind(4, header.programVersion)
    try statement.run()
  }

  func readInventoryHeader() throws(LedgerError) -> InventoryHeader {
    let statement = try statement("SELECT base_url, user_kind, begun_at, program_version FROM job")
    guard try statement.step() else { throw LedgerError.damaged(at: path, reason: "it does not say what it is of") }
    defer { statement.reset() }
    guard let userKind = UserKind(rawValue: statement.text(1)) else {
      throw LedgerError.damaged(at: path, reason: "“\(statement.text(1))” is no kind of user")
    }
    return InventoryHeader(
      baseURL: statement.text(0), userKind: userKind, begunAt: statement.text(2), programVersion: statement.text(3))
  }
}
