/// Whether a list's first row is evidently a customer and no header, which would lose that customer.
///
/// The rule, of which the first part suffices:
/// 1. A field of it is an e-mail address, a web address, a UUID or an id like `bot_2f4Kp…`: no column is called that.
/// 2. A field of it is a number (but no year) or a date, as nine tenths of the fields below it are; no text of it stands above a column
///    of numbers or dates; and none of its fields is a word that headers are made of, such as `id`, `name` or `plan`.
struct CSVFirstRow {
  struct Evidence: Equatable {
    /// From 1.
    let column: Int
    let text: String
    let kind: String
  }

  private let first: [String]
  private let others: [[String]]

  init(_ sample: CSVSample.Scan) {
    first = sample.rows.first ?? []
    others = sample.hasFailed ? [] : sample.rows.dropFirst().filter { $0.count == sample.rows[0].count }
  }

  /// `nil` where the row may well be a header.
  var evidence: Evidence? {
    let shapes = first.map { ValueShape(of: $0.utf8) }
    for (index, shape) in shapes.enumerated() where [.email, .webAddress, .uuid, .identifier].contains(shape) {
      return evidence(at: index, shape)
    }
    guard !others.isEmpty, !first.contains(where: CSVFirstRow.isHeaderWord) else { return nil }
    var found: Evidence?
    for (index, shape) in shapes.enumerated() {
      let below = commonShape(below: index)
      if shape == .text, let below, below.isMeasure { return nil }
      if found == nil, shape.isMeasure, below == shape, !isYear(first[index]) { found = evidence(at: index, shape) }
    }
    return found
  }

  private func evidence(at index: Int, _ shape: ValueShape) -> Evidence {
    Evidence(column: index + 1, text: String(first[index].prefix(40)), kind: shape.name)
  }

  /// The shape that nine tenths of the fields below have, empty ones aside.
  private func commonShape(below index: Int) -> ValueShape? {
    var counts: [ValueShape: Int] = [:]
    for row in others { counts[ValueShape(of: row[index].utf8), default: 0] += 1 }
    counts[.empty] = nil
    let total = counts.values.reduce(0, +)
    return counts.first { $0.value * 10 >= total * 9 && total > 0 }?.key
  }

  private func isYear(_ text: String) -> Bool { Int(text).map { (1900...2100).contains($0) } ?? false }

  private static func isHeaderWord(_ text: String) -> Bool {
    let words = text.lowercased().split { !$0.isLetter }
    return words.contains { headerWords.contains(String($0)) }
  }

  private static let headerWords: Set<String> = [
    "id", "key", "no", "nr", "number", "nummer", "code", "name", "names", "customer", "company", "firma", "kunde",
    "client",
    "account", "user", "email", "mail", "phone", "telefon", "fax", "contact", "address", "adresse", "street", "city",
    "ort",
    "zip", "plz", "postal", "state", "country", "land", "region", "plan", "tier", "status", "active", "enabled", "date",
    "datum", "created", "updated", "description", "note", "notes", "comment", "type", "title", "first", "last", "total",
    "amount", "value", "count", "metadata", "muster", "column",
  ]
}
