import Engine
import Foundation
import NgrokAPI

@testable import Ledger

/// A folder that is gone when the test is over.
final class ScratchFolder {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("ledger-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { "\(path)/\(name)" }
}

extension JobHeader {
  static func example(digest: String = "d1", mapping: String = "key=id\nname={company}\n") -> JobHeader {
    JobHeader(
      run: "r1", baseURL: "https://api.ngrok.com", listPath: "customers.csv", listDigest: digest, mapping: mapping,
      createdAt: "2026-01-01T00:00:00Z", programVersion: "0.1.0")
  }
}

extension Customer {
  /// Customer `number` of a list; its id is what the ledger gives if it is the only list.
  static func example(_ number: Int, name: String? = nil, keyCount: Int = 1) -> Customer {
    Customer(
      id: CustomerID(Int64(number)), key: "C\(number)", name: name ?? "Customer \(number)",
      description: "Key of customer \(number)", metadata: "{\"plan\":\"pro\"}", keyCount: keyCount)
  }
}

extension RunLedger {
  /// A ledger with customers 1… `count` in it.
  static func staged(_ count: Int, at path: String) throws -> RunLedger {
    try staged((1...max(1, count)).prefix(count).map { .example($0) }, at: path)
  }

  static func staged(_ customers: [Customer], at path: String) throws -> RunLedger {
    let ledger = try RunLedger.create(at: path, header: .example(), durability: .none)
    let session = try ledger.beginStaging()
    for (index, customer) in customers.enumerated() {
      try session.add(
        customer, row: Array("\(customer.key),\(customer.name)\n".utf8),
        at: SourcePosition(record: index + 1, line: index + 2))
    }
    try session.finish()
    return ledger
  }
}

extension RunLedger {
  /// How SQLite goes about a query, a line for each part.
  func plan(of query: String) throws -> [String] {
    let plan = try database.prepare("EXPLAIN QUERY PLAN \(query)")
    defer { plan.finalize() }
    var steps: [String] = []
    while try plan.step() { steps.append(plan.text(3)) }
    return steps
  }
}

/// Runs `body` and gives the code of the ledger's error that it throws.
func code(_ body: () throws -> Void) -> LedgerError.Code? {
  do {
    try body()
    return nil
  } catch let error as LedgerError {
    return error.code
  } catch {
    return nil
  }
}
