import RecordStreams

/// Why a row of the list is no customer. The other rows go on.
public struct RowRejection: Sendable, Equatable {
  /// Stable, for scripts.
  public let code: String
  /// What, why and what to do; the place is the row's origin.
  public let message: String
  /// The column to look at, where it is one.
  public let column: String?

  public init(code: String, message: String, column: String? = nil) {
    self.code = code
    self.message = message
    self.column = column
  }
}

extension RowRejection {
  init(_ problem: RowProblem) { self.init(code: problem.code, message: problem.message) }

  /// - Parameter value: what is empty, if it is not the field as a whole.
  static func empty(_ field: CustomerField, _ value: TemplateValue?) -> RowRejection {
    RowRejection(
      code: "\(field.rawValue)-empty",
      message: "\(field.subject) is empty: \(reason(of: value)); \(field.remedyForEmpty)",
      column: value?.columns.count == 1 ? value?.columns.first : nil)
  }

  private static func reason(of value: TemplateValue?) -> String {
    guard let value else { return "nothing is in it" }
    if !value.functions.isEmpty { return "nothing is left of \(value)" }
    let names = value.columns.map { "\"\($0)\"" }
    return names.count == 1 ? "column \(names[0]) is empty" : "columns \(names.joined(separator: " and ")) are empty"
  }

  /// An array or object where a text must be.
  static func nested(_ field: CustomerField, column: String?) -> RowRejection {
    let place = column.map { "column \"\($0)\" holds" } ?? "there is"
    return RowRejection(
      code: "\(field.rawValue)-nested",
      message: "\(field.subject) is no text: \(place) an object or a list; "
        + "name what is in it, as in \(column ?? "company").name or \(column ?? "phones").0",
      column: column)
  }

  /// A number of keys or an active flag that is none.
  static func invalid(
    _ field: CustomerField, _ text: UnsafeRawBufferPointer, expected: String, column: String?
  ) -> RowRejection {
    let place = column.map { " in column \"\($0)\"" } ?? ""
    return RowRejection(
      code: "\(field.rawValue)-invalid",
      message:
        "\(field.subject) cannot be \"\(shown(String(decoding: text, as: UTF8.self)))\"\(place); it is \(expected)",
      column: column)
  }

  static func tooLong(_ field: CustomerField, bytes: Int, limit: Int, reserve: Int = 0, column: String?) -> RowRejection
  {
    let marker = reserve > 0 ? ", \(reserve) of them for muster's mark" : ""
    return RowRejection(
      code: "\(field.rawValue)-too-long",
      message:
        "\(field.subject) has \(bytes) bytes, allowed are \(limit)\(marker); shorten it or map another column",
      column: column)
  }

  static func controlCharacter(_ field: CustomerField, scalar: UInt32, column: String?) -> RowRejection {
    let name =
      switch scalar {
      case 0x0a, 0x0d: "a line break"
      case 0x09: "a tab"
      default: "the control character U+" + hexadecimal(scalar)
      }
    return RowRejection(
      code: "\(field.rawValue)-control-character",
      message: "\(field.subject) contains \(name), which nobody would see; take it out", column: column)
  }

  /// Two rows with the same key, at places such as `line 9` and `line 4`; the ledger finds them, as the list does not fit into memory.
  public static func duplicateKey(_ key: String, at place: String, first: String) -> RowRejection {
    RowRejection(
      code: "key-duplicate",
      message: "the key \"\(shown(key))\" of \(place) stands in \(first) already; "
        + "keep one of the two rows, or map another column with --id-column")
  }

  /// Two rows whose bot users would have the same name, which an account has only once.
  public static func duplicateName(
    _ name: String, at place: String, first: String, mapping: CustomerMapping
  ) -> RowRejection {
    RowRejection(
      code: "name-duplicate",
      message:
        "the name \"\(shown(name))\" of \(place) stands in \(first) already, and an account has each name once; "
        + "tell them apart, for example with --name '\(mapping.name) (\(mapping.key))'")
  }

  /// Two rows that are about the same user.
  public static func duplicateUser(_ id: String, at place: String, first: String) -> RowRejection {
    RowRejection(
      code: "user-duplicate",
      message: "\(place) is about the user \(shown(id)), as \(first) is already; keep one of the two rows")
  }

  static func shown(_ text: String) -> String {
    text.unicodeScalars.count > 80 ? String(text.unicodeScalars.prefix(80)) + "…" : text
  }

  private static func hexadecimal(_ value: UInt32) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
