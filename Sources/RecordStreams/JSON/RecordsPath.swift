/// Where in a JSON document the list is: the names of the members that lead to it.
///
/// Written with dots, `data.customers`, or as a JSON pointer (RFC 6901), `/data/customers`, which can also hold names with dots in
/// them; `.` is the document itself.
public struct RecordsPath: Sendable, Equatable, CustomStringConvertible {
  /// The longest name that can be a step, in bytes.
  static let longestStep = 1024
  let steps: [[UInt8]]
  /// The document itself.
  public static let document = RecordsPath(steps: [])

  init(steps: [[UInt8]]) { self.steps = steps }

  /// - Returns: `nil` if the text is no path: it is empty, a step of it has no name or more than 1,024 bytes, or a `~` stands for nothing.
  public init?(_ text: String) {
    if text == "." {
      self = .document
      return
    }
    let names: [String]
    if text.hasPrefix("/") {
      let parts = text.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
      names = parts.compactMap { RecordsPath.unescaped($0) }
      guard names.count == parts.count else { return nil }
    } else {
      names = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
      guard names.allSatisfy({ !$0.isEmpty }) else { return nil }
    }
    steps = names.map { Array($0.utf8) }
    guard !steps.isEmpty, steps.allSatisfy({ $0.count <= RecordsPath.longestStep }) else { return nil }
  }

  /// As `--records-path` takes it.
  public var description: String {
    if steps.isEmpty { return "." }
    let names = steps.map { String(decoding: $0, as: UTF8.self) }
    if names.allSatisfy({ !$0.isEmpty && !$0.contains(".") }), names.first?.hasPrefix("/") == false {
      return names.joined(separator: ".")
    }
    return names.map { "/" + $0.replacing("~", with: "~0").replacing("/", with: "~1") }.joined()
  }

  private static func unescaped(_ part: Substring) -> String? {
    let rest = part.replacing("~0", with: "").replacing("~1", with: "")
    guard !rest.contains("~") else { return nil }
    return String(part).replacing("~1", with: "/").replacing("~0", with: "~")
  }
}
