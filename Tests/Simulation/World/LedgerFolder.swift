import CSQLite
import Engine
import Foundation
import Ledger
import NgrokAPI

/// The ledger of one simulated migration, in a folder of its own.
///
/// Power does not fail in this world, only processes do, so the file need not be synced.
final class LedgerFolder {
  private let scenario: Scenario
  /// The folder itself.
  let path: String
  private var ledgerPath: String { path + "/run.muster" }

  init(_ scenario: Scenario) throws {
    self.scenario = scenario
    let base = FileManager.default.fileExists(atPath: "/dev/shm") ? "/dev/shm" : NSTemporaryDirectory()
    path = "\(base)/muster-simulation-\(getpid())-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  func remove() { try? FileManager.default.removeItem(atPath: path) }

  /// - Parameter targets: the ids of the customers' users, where the job is about existing ones and knows them by id.
  func stage(targets: [UserID?]) throws {
    let header = JobHeader(
      kind: scenario.settings.kind.rawValue, operation: scenario.settings.kind, run: scenario.settings.run,
      baseURL: "https://api.ngrok.com", userKind: scenario.settings.userKind,
      listPath: "customers.csv", listDigest: "digest", mapping: "name=name", createdAt: "2026-01-01T00:00:00Z",
      programVersion: "simulation")
    let ledger = try RunLedger.create(at: ledgerPath, header: header, durability: .none)
    let staging = try ledger.beginStaging()
    for (number, keys) in scenario.keyCounts.enumerated() {
      var customer = Customer(id: CustomerID(0), key: "\(number)", name: Scenario.name(number))
      if scenario.settings.kind == .import {
        customer.description = "muster"
        customer.metadata = number % 2 == 0 ? "" : #"{"plan":"pro"}"#
        customer.keyCount = keys
        customer.isActive = scenario.isActive(number)
      } else if let target = targets[number] {
        customer.name = ""
        customer.userID = target
      }
      try staging.add(customer, at: SourcePosition(record: number + 1, line: number + 2))
    }
    try staging.finish()
    ledger.close()
  }

  func open() throws -> RunLedger { try RunLedger.open(at: ledgerPath, durability: .none) }

  func retryFailed() throws {
    let ledger = try open()
    defer { ledger.close() }
    try ledger.retryFailed()
  }

  /// Reads the ledger as it is at the end, past the shipped code: what that code believes is what is on trial.
  func books() throws -> Books {
    let ledger = try open()
    let isBalanced = try ledger.tally().isBalanced
    ledger.close()
    var database: OpaquePointer?
    guard sqlite3_open_v2(ledgerPath, &database, SQLITE_OPEN_READONLY, nil) == SQLITE_OK else {
      throw Violation("the ledger cannot be opened at the end")
    }
    defer { sqlite3_close_v2(database) }
    var credentials: [Int64: [(id: String, token: String)]] = [:]
    try query(database, "SELECT customer, id, token FROM credential") { row in
      credentials[row.integer(0), default: []].append((row.text(1), row.text(2)))
    }
    var rows: [Books.Row] = []
    let customers = """
      SELECT c.id, c.name, c.key_count, c.state, c.verb, c.code, u.id, u.origin, c.is_active, c.user_id, u.was_active
      FROM customer c LEFT JOIN user u ON u.customer = c.id ORDER BY c.id
      """
    try query(database, customers) { row in
      rows.append(
        Books.Row(
          customer: CustomerID(row.integer(0)), name: row.text(1), keyCount: Int(row.integer(2)),
          isActive: row.integer(8) != 0, namedID: row.text(9).isEmpty ? nil : row.text(9),
          state: CustomerState(rawValue: Int(row.integer(3))) ?? .pending, verb: Verb(rawValue: Int(row.integer(4))),
          code: row.text(5), userID: row.isNull(6) ? nil : row.text(6),
          origin: row.isNull(7) ? nil : KnownUser.Origin(rawValue: Int(row.integer(7))),
          wasActive: row.isNull(10) ? nil : row.integer(10) != 0,
          credentials: credentials[row.integer(0)] ?? []))
    }
    return Books(rows: rows, isBalanced: isBalanced)
  }

  private struct Row {
    let statement: OpaquePointer?
    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(statement, column) }
    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(statement, column) == SQLITE_NULL }
    func text(_ column: Int32) -> String {
      sqlite3_column_text(statement, column).map { String(cString: $0) } ?? ""
    }
  }

  private func query(_ database: OpaquePointer?, _ sql: String, _ body: (Row) -> Void) throws {
    var statement: OpaquePointer?
    guard sqlite3_prepare_v2(database, sql, -1, &statement, nil) == SQLITE_OK else {
      throw Violation("the ledger cannot be read: \(String(cString: sqlite3_errmsg(database)))")
    }
    defer { sqlite3_finalize(statement) }
    while sqlite3_step(statement) == SQLITE_ROW { body(Row(statement: statement)) }
  }
}
