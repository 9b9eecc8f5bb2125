extension StagingSession {
  /// Moves rows whose key, name or user stands in an earlier row to the rejected ones. Needs an index on the column.
  func rejectDuplicates(
    of field: DuplicateRow.Field, _ wording: (DuplicateRow) -> RejectionReason
  ) throws(LedgerError) {
    let column = field.column
    let duplicates = try target.prepare(
      """
      SELECT c.id, c.key, c.name, c.record, c.line, c.row, f.record, f.line,
        \(Schema.credentialCount(of: "c")), c.\(column)
      FROM (SELECT \(column) AS shared, min(id) AS first FROM customer WHERE \(column) <> ''
        GROUP BY \(column) HAVING count(*) > 1) d
      CROSS JOIN customer f ON f.id = d.first
      CROSS JOIN customer c ON c.\(column) = d.shared AND c.id > d.first
      """)
    defer { duplicates.finalize() }
    // The rows are taken out afterwards: a table must not lose rows while it is being read.
    try target.execute("CREATE TEMP TABLE rejected_customer (id INTEGER PRIMARY KEY)")
    let rejected = try target.prepare("INSERT INTO temp.rejected_customer (id) VALUES (?)")
    defer { rejected.finalize() }
    let before = counts.rejected
    while try duplicates.step() {
      let source = SourcePosition(record: duplicates.integer(3), line: duplicates.integer(4))
      let first = SourcePosition(record: duplicates.integer(6), line: duplicates.integer(7))
      let key = duplicates.text(1)
      let name = duplicates.text(2)
      let row = DuplicateRow(field: field, text: duplicates.text(9), source: source, first: first)
      try writeRejection(key: key, name: name, wording(row), row: duplicates.view(5), at: source)
      rejected.bind(1, duplicates.integer64(0))
      try rejected.run()
      counts.rejected += 1
      counts.credentials -= duplicates.integer(8)
    }
    if counts.rejected > before {
      try target.execute("DELETE FROM customer WHERE id IN (SELECT id FROM temp.rejected_customer)")
    }
    rejected.finalize()
    duplicates.finalize()
    try target.execute("DROP TABLE temp.rejected_customer")
  }
}
