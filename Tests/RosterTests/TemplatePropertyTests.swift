import RecordStreams
import Support
import Testing

@testable import Roster

/// Templates out of a seed, with all that could be taken for something else in names and arguments.
struct TemplateMaker {
  var generator: SeededGenerator

  static let columns = [
    "a", "b b", "{", "x}", "a | b", "c??", "`", "\\", "é", "e\u{301}", "\"q\"", "'", "n:m", "\u{301}",
  ]
  private static let pieces = [
    "a", "B", "z", " ", "-", "@", "é", "e\u{301}", "ß", "İ", "東", "🇩🇪", "👩‍👧", "{", "}", "|", ":", "`", "\"", "'", "\\",
    "?",
    "\u{301}", "\u{A0}", "_", "7",
  ]

  mutating func text(_ range: ClosedRange<Int>) -> String {
    (0..<Int.random(in: range, using: &generator))
      .map { _ in Self.pieces.randomElement(using: &generator) ?? "" }.joined()
  }

  mutating func function() -> TemplateFunction {
    switch Int.random(in: 0..<9, using: &generator) {
    case 0: .trim
    case 1: .lower
    case 2: .upper
    case 3: .slug
    case 4: .before(text(1...2))
    case 5: .after(text(1...2))
    case 6: .truncate(Int.random(in: 1...12, using: &generator))
    case 7: .replace(text(1...2), with: text(0...3))
    default: .fallback(text(1...4))
    }
  }

  mutating func template() -> Template {
    var parts: [Template.Part] = []
    for _ in 0..<Int.random(in: 0...4, using: &generator) {
      if case .text? = parts.last {
      } else if Bool.random(using: &generator) {
        parts.append(.text(text(1...4)))
        continue
      }
      let columns = (0..<Int.random(in: 1...3, using: &generator))
        .map { _ in Self.columns.randomElement(using: &generator) ?? "a" }
      let functions = (0..<Int.random(in: 0...3, using: &generator)).map { _ in function() }
      parts.append(.value(TemplateValue(columns: columns, functions: functions)))
    }
    return Template(parts: parts)
  }
}

/// What a template is to make of values, written without any thought of speed.
enum TemplateReference {
  static func evaluate(_ template: Template, _ values: [String: String]) -> String {
    trim(
      template.parts.map { part in
        switch part {
        case .text(let text): text
        case .value(let value): evaluate(value, values)
        }
      }.joined())
  }

  private static func evaluate(_ value: TemplateValue, _ values: [String: String]) -> String {
    let candidates = value.columns.map { trim(values[$0] ?? "") }
    return value.functions.reduce(candidates.first { !$0.isEmpty } ?? "") { apply($1, to: $0) }
  }

  static func apply(_ function: TemplateFunction, to text: String) -> String {
    let scalars = Array(text.unicodeScalars)
    switch function {
    case .trim: return trim(text)
    case .lower: return scalars.map(\.properties.lowercaseMapping).joined()
    case .upper: return scalars.map(\.properties.uppercaseMapping).joined()
    case .slug: return slug(text)
    case .before(let separator): return split(text, separator)?.before ?? text
    case .after(let separator): return split(text, separator)?.after ?? ""
    case .truncate(let count):
      var kept = ""
      for character in text {
        guard (kept + String(character)).utf8.count <= count else { break }
        kept.append(character)
      }
      return kept
    case .replace(let old, let new):
      var rest = text
      var replaced = ""
      while let parts = split(rest, old) {
        replaced += parts.before + new
        rest = parts.after
      }
      return replaced + rest
    case .fallback(let other): return text.isEmpty ? other : text
    }
  }

  private static func split(_ text: String, _ separator: String) -> (before: String, after: String)? {
    let (all, wanted) = (Array(text.unicodeScalars), Array(separator.unicodeScalars))
    for start in all.indices where all[start...].starts(with: wanted) {
      return (string(all[..<start]), string(all[(start + wanted.count)...]))
    }
    return nil
  }

  /// For letters that lose no more than an accent.
  private static func slug(_ text: String) -> String {
    let plain: [Unicode.Scalar: String] = ["é": "e", "É": "e", "ß": "ss", "İ": "i"]
    let spread = text.unicodeScalars.map { scalar in
      if scalar.properties.generalCategory == .nonspacingMark { return "" }
      let letter = plain[scalar] ?? String(scalar).lowercased()
      return letter.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) } ? letter : " "
    }.joined()
    let whole = spread.split(separator: " ").joined(separator: "-").prefix(63)
    return String(whole.last == "-" ? whole.dropLast() : whole)
  }

  private static func trim(_ text: String) -> String {
    let scalars = Array(text.unicodeScalars)
    guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
      let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
    else { return "" }
    return string(scalars[first...last])
  }

  private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    String(String.UnicodeScalarView(scalars))
  }
}

@Suite("Any template")
struct TemplatePropertyTests {
  @Test("what is written down is parsed again", arguments: 0..<2000 as Range<UInt64>)
  func roundTrip(seed: UInt64) throws {
    var maker = TemplateMaker(generator: SeededGenerator(seed: seed))
    let template = maker.template()
    let again = try Template(template.description)
    #expect(again.description.unicodeScalars.elementsEqual(template.description.unicodeScalars))
    #expect(again == template, "\(template)")
  }

  @Test("a mapping with any template survives its canonical form", arguments: 0..<200 as Range<UInt64>)
  func canonicalForm(seed: UInt64) throws {
    var maker = TemplateMaker(generator: SeededGenerator(seed: seed))
    let mapping = CustomerMapping(
      key: maker.template(), name: maker.template(), description: maker.template(),
      metadata: [MetadataMember(name: maker.text(1...3), value: maker.template())], keys: maker.template(),
      active: seed % 2 == 0 ? maker.template() : nil)
    #expect(CustomerMapping(canonicalForm: mapping.canonicalForm) == mapping)
  }

  @Test("a template makes what its description says", arguments: 0..<2000 as Range<UInt64>)
  func evaluation(seed: UInt64) throws {
    var maker = TemplateMaker(generator: SeededGenerator(seed: seed))
    let template = maker.template()
    // Names that Swift takes for equal are one column.
    var columns: [String] = []
    for name in TemplateMaker.columns where !columns.contains(name) { columns.append(name) }
    let values = columns.map { (name: $0, value: maker.text(0...6)) }
    let expected = TemplateReference.evaluate(
      template, Dictionary(values.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first }))
    let found = try evaluate(template, values)
    #expect(found.unicodeScalars.elementsEqual(expected.unicodeScalars), "\(template): \(found) is not \(expected)")
  }

  @Test("any text is parsed or refused at a place in it", arguments: 0..<1000 as Range<UInt64>)
  func anyText(seed: UInt64) {
    var maker = TemplateMaker(generator: SeededGenerator(seed: seed))
    let text =
      maker.text(0...20) + "{" + maker.text(0...4) + ["|", "??", "| lower", "| before:", "}"][Int(seed % 5)]
      + maker.text(0...6)
    do throws(TemplateFailure) {
      let template = try Template(text)
      #expect((try? Template(template.description)) == template)
    } catch {
      #expect((1...text.unicodeScalars.count + 1).contains(error.position))
    }
  }
}
