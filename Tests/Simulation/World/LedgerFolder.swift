import CSQLite
import Engine
import Foundation
import Ledger
import NgrokAPI

/// The ledger of one simulated migration, in a folder of its own.
///
/// Power does not fail in this world, only processes do, so the file need not be synced.
final class LedgerFolder {
  private let settings: JobSettings
  /// The folder itself.
  let directory: String
  private var path: String { directory + "/run.muster" }

  init(_ settings: JobSettings) throws {
    self.settings = settings
    directory = Self.newPath()
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
  }

  /// Where a folder of its own may be made: in memory, if the system has such a place.
  static func newPath() -> String {
    let base = FileManager.default.fileExists(atPath: "/dev/shm") ? "/dev/shm" : NSTemporaryDirectory()
    return "\(base)/muster-simulation-\(getpid())-\(UUID().uuidString)"
  }

  func remove() { try? FileManager.default.removeItem(atPath: directory) }

  /// - Parameter targets: the ids of the customers' users, where the job is about existing ones and knows them by id.
  func stage(_ scenario: Scenario, targets: [UserID?]) throws {
    try stage { staging in
      for number in scenario.keyCounts.indices {
        var customer = Customer(id: CustomerID(0), key: "\(number)", name: Scenario.name(number), keyCount: 0)
        if settings.kind == .import {
          customer.description = Scenario.description
          customer.metadata = Scenario.metadata(number)
          scenario.demand(number, for: &customer)
          customer.isActive = scenario.isActive(number)
        } else if let target = targets[number] {
          customer.name = ""
          customer.userID = target
        }
        try staging.add(customer, at: SourcePosition(record: number + 1, line: number + 2))
      }
    }
  }

  /// Stages what follows from an earlier job.
  func stage(_ sequel: Sequel, to first: LedgerFolder, includesInferred: Bool) throws {
    let earlier = try first.open()
    defer { earlier.close() }
    try stage { staging in
      try staging.addWitnesses(earlier.witnesses(limit: 10))
      func add(_ item: SequelItem) throws {
        if let obstacle = item.obstacle {
          try staging.reject(
            key: item.customer.key, name: item.customer.name, obstacle,
            row: UnsafeRawBufferPointer(start: nil, count: 0),
            at: item.source)
        } else {
          try staging.add(item.customer, targets: item.targets, at: item.source)
        }
      }
      switch sequel {
      case .undo: try earlier.forEachUndo(includesInferred: includesInferred, add)
      case .retire: try earlier.forEachReplaced(add)
      }
    }
  }

  private func stage(_ fill: (StagingSession) throws -> Void) throws {
    let header = JobHeader(
      kind: settings.kind.rawValue, operation: settings.kind, run: settings.run, baseURL: "https://api.ngrok.com",
      userKind: settings.userKind, listPath: "customers.csv", listDigest: "digest", mapping: "name=name",
      createdAt: "2026-01-01T00:00:00Z", programVersion: "simulation")
    let ledger = try RunLedger.create(at: path, header: header, durability: .none)
    let staging = try ledger.beginStaging()
    try fill(staging)
    try staging.finish()
    ledger.close()
  }

  func open() throws -> RunLedger { try RunLedger.open(at: path, durability: .none) }

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
    guard sqlite3_open_v2(path, &database, SQLITE_OPEN_READONLY, nil) == SQLITE_OK else {
      throw Violation("the ledger cannot be opened at the end")
    }
    defer { sqlite3_close_v2(database) }
    var credentials: [Int64: [Books.Key]] = [:]
    let issued = """
      SELECT k.customer, k.id, k.token, ifnull(r.id, ''), k.kind FROM credential k
      LEFT JOIN replacement r ON r.customer = k.customer AND r.step = k.step
      """
    try query(database, issued) { row in
      credentials[row.integer(0), default: []].append(
        Books.Key(id: row.text(1), token: row.text(2), replaces: row.text(3), kind: row.text(4)))
    }
    var replacements: [Int64: Int] = [:]
    try query(database, "SELECT customer, count(*) FROM replacement GROUP BY customer") { row in
      replacements[row.integer(0)] = Int(row.integer(1))
    }
    var targets: [Int64: [(id: String, successor: String?)]] = [:]
    try query(database, "SELECT customer, id, successor FROM target_credential") { row in
      targets[row.integer(0), default: []].append((row.text(1), row.isNull(2) ? nil : row.text(2)))
    }
    var recorded: [String: Set<String>] = [:]
    try query(database, "SELECT owner, id, description, metadata, acl FROM owner_credential") { row in
      recorded[row.text(0), default: []].insert((1...4).map { row.text($0) }.joined(separator: "|"))
    }
    var rejections: [String: String] = [:]
    try query(database, "SELECT key, code FROM rejection") { row in rejections[row.text(0)] = row.text(1) }
    var rows: [Books.Row] = []
    let customers = """
      SELECT c.id, c.name, c.key_count, c.state, c.verb, c.code, u.id, u.origin, c.is_active, c.user_id, u.was_active,
        c.keeps_user, c.key, c.authtoken_count, c.public_key <> ''
      FROM customer c LEFT JOIN user u ON u.customer = c.id ORDER BY c.id
      """
    try query(database, customers) { row in
      rows.append(
        Books.Row(
          customer: CustomerID(row.integer(0)), name: row.text(1),
          counts: [
            .apiKey: Int(row.integer(2)), .authtoken: Int(row.integer(13)), .ssh: Int(row.integer(14)),
          ],
          isActive: row.integer(8) != 0, namedID: row.text(9).isEmpty ? nil : row.text(9),
          state: CustomerState(rawValue: Int(row.integer(3))) ?? .pending, verb: Verb(rawValue: Int(row.integer(4))),
          code: row.text(5), userID: row.isNull(6) ? nil : row.text(6),
          origin: row.isNull(7) ? nil : KnownUser.Origin(rawValue: Int(row.integer(7))),
          wasActive: row.isNull(10) ? nil : row.integer(10) != 0,
          credentials: credentials[row.integer(0)] ?? [], replacementCount: replacements[row.integer(0)] ?? 0,
          targets: targets[row.integer(0)] ?? [], keepsUser: row.integer(11) != 0, key: row.text(12)))
    }
    return Books(rows: rows, recorded: recorded, rejections: rejections, isBalanced: isBalanced)
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
