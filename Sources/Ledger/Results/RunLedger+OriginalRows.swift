import Engine

/// Which rows of the list are to be given back, to be mended and imported again.
public enum RowSelection: Sendable, CaseIterable {
  case failed
  /// Rows that never became customers.
  case rejected
  /// Pending customers for whom nothing is, or may be, in the account.
  case unprocessed
}

/// A row as it stood in the list, with what became of it. A view: the bytes are valid during the call only.
public struct OriginalRow {
  public var bytes: UnsafeRawBufferPointer
  public var code: String
  public var message: String
  public var source: SourcePosition
}

extension RunLedger {
  /// The list's header row as it stood there; empty if it had none.
  public func listHeader() throws(LedgerError) -> [UInt8] {
    let statement = try database.statement("SELECT list_header FROM job")
    guard try statement.step() else { return [] }
    defer { statement.reset() }
    return statement.bytes(0)
  }

  /// Hands over original rows in the order of the list, one at a time. Customers whose end is unknown are in no
  /// selection: importing them again could double them.
  public func forEachOriginalRow(_ selection: RowSelection, _ body: (OriginalRow) throws -> Void) throws {
    let statement = try rows(of: selection)
    defer { statement.reset() }
    while try statement.step() {
      try body(
        OriginalRow(
          bytes: statement.view(0), code: statement.text(1), message: statement.text(2),
          source: SourcePosition(record: statement.integer(3), line: statement.integer(4))))
    }
  }

  private func rows(of selection: RowSelection) throws(LedgerError) -> Statement {
    switch selection {
    case .rejected:
      try database.statement("SELECT row, code, message, record, line FROM rejection ORDER BY record")
    case .failed:
      try database.statement(
        """
        SELECT row, code, message, record, line FROM customer WHERE is_listed = 1 AND state = 5 ORDER BY record
        """)
    case .unprocessed:
      try database.statement(
        """
        SELECT row, code, message, record, line FROM customer c
        WHERE is_listed = 1 AND state = 0 AND verb IS NULL
          AND NOT EXISTS (SELECT 1 FROM user WHERE customer = c.id)
          AND NOT EXISTS (SELECT 1 FROM credential WHERE customer = c.id)
          AND NOT EXISTS (SELECT 1 FROM attempt WHERE customer = c.id AND state IN (0, 1, 4))
        ORDER BY record
        """)
    }
  }
}
