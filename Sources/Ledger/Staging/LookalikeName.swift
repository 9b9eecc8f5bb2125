/// Two rows whose names a person cannot tell apart, and the API can: canonically equal, but written with other characters,
/// such as `ü` as one character and as `u` with a combining mark.
public struct LookalikeName: Sendable, Equatable {
  public var name: String
  public var source: SourcePosition
  public var first: SourcePosition
}

/// Keeps a digest of each name that could look like another one, and finds those that do.
///
/// Digests lie in a temporary table, not in memory. Swift hashes and compares texts by canonical equivalence; its digests
/// hold for this process only, which is as long as a staging lasts.
final class LookalikeSearch {
  private let database: Database
  private var insertion: Statement?

  init(in database: Database) { self.database = database }

  /// Takes note of a customer's name. One in ASCII is looked for only by the few that are equal to it.
  func note(_ name: UnsafeRawBufferPointer, of customer: Int) throws(LedgerError) {
    guard name.contains(where: { $0 >= 0x80 }) else { return }
    try note(String(decoding: name, as: UTF8.self), of: customer)
  }

  func note(_ text: String, of customer: Int) throws(LedgerError) {
    guard text.utf8.contains(where: { $0 >= 0x80 }) else { return }
    var hasher = Hasher()
    hasher.combine(text)
    let statement = if let insertion { insertion } else { try begin() }
    statement.bind(1, hasher.finalize())
    statement.bind(2, customer)
    statement.bind(3, Self.asciiEquivalent(of: text))
    try statement.run()
  }

  private func begin() throws(LedgerError) -> Statement {
    try database.execute("CREATE TEMP TABLE lookalike (digest INTEGER NOT NULL, customer INTEGER NOT NULL, ascii TEXT)")
    let statement = try database.prepare("INSERT INTO temp.lookalike (digest, customer, ascii) VALUES (?, ?, ?)")
    insertion = statement
    return statement
  }

  /// Hands over those that look like an earlier one, in no order, and forgets all names. Needs an index of customers by name.
  func finish(_ body: (LookalikeName) -> Void) throws(LedgerError) {
    guard let insertion else { return }
    insertion.finalize()
    self.insertion = nil
    try database.execute("CREATE INDEX temp.lookalike_by_digest ON lookalike (digest, customer)")
    try forEachPair(
      """
      SELECT f.name, f.record, f.line, c.name, c.record, c.line
      FROM (SELECT digest, min(customer) AS first FROM temp.lookalike JOIN customer ON id = customer
        GROUP BY digest HAVING count(*) > 1) d
      CROSS JOIN temp.lookalike l ON l.digest = d.digest AND l.customer > d.first
      CROSS JOIN customer f ON f.id = d.first CROSS JOIN customer c ON c.id = l.customer
      """, body)
    try forEachPair(
      """
      SELECT f.name, f.record, f.line, c.name, c.record, c.line
      FROM temp.lookalike l CROSS JOIN customer f ON f.name = l.ascii CROSS JOIN customer c ON c.id = l.customer
      WHERE l.ascii IS NOT NULL
      """, body)
    try database.execute("DROP TABLE temp.lookalike")
  }

  private func forEachPair(_ query: StaticString, _ body: (LookalikeName) -> Void) throws(LedgerError) {
    let pairs = try database.prepare("\(query)")
    defer { pairs.finalize() }
    while try pairs.step() {
      // Equal digests alone prove nothing.
      guard pairs.text(0) == pairs.text(3) else { continue }
      var first = SourcePosition(record: pairs.integer(1), line: pairs.integer(2))
      var source = SourcePosition(record: pairs.integer(4), line: pairs.integer(5))
      if source.record < first.record { swap(&first, &source) }
      body(LookalikeName(name: pairs.text(3), source: source, first: first))
    }
  }

  /// The ASCII text that is canonically equal; `nil` if there is none. Three characters have such an equal: the Kelvin sign, the
  /// Greek question mark and the Greek varia.
  private static func asciiEquivalent(of text: String) -> String? {
    var ascii = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\u{212A}": ascii.append("K")
      case "\u{37E}": ascii.append(";")
      case "\u{1FEF}": ascii.append("`")
      default:
        guard scalar.isASCII else { return nil }
        ascii.append(scalar)
      }
    }
    return String(ascii)
  }
}
