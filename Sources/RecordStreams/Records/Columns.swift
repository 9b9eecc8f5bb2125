/// The names of a list's columns, in order, each of them once.
///
/// A CSV list has them from its header; a JSON list finds them in its records, so that more may come with a later batch,
/// always behind those already known.
public struct Columns: Sendable, Equatable {
  public private(set) var names: [String]
  private var positions: [String: Int]

  /// Whether values may hold members of their own, so that `address.country` means something.
  public var hasNestedValues: Bool
  /// Whether a later batch may bring more columns.
  public var mayGrow: Bool

  public var count: Int { names.count }

  /// Of equal names only the first is found by `position(of:)`; readers make names unique before.
  public init(_ names: [String] = [], hasNestedValues: Bool = false, mayGrow: Bool = false) {
    self.names = names
    self.hasNestedValues = hasNestedValues
    self.mayGrow = mayGrow
    positions = Dictionary(zip(names, names.indices), uniquingKeysWith: { first, _ in first })
  }

  public subscript(position: Int) -> String { names[position] }

  public func position(of name: String) -> Int? { positions[name] }

  /// Adds a column behind the others; a name that is there already stays where it is.
  public mutating func append(_ name: String) {
    if positions[name] == nil { positions[name] = names.count }
    names.append(name)
  }

  public static func == (one: Columns, other: Columns) -> Bool { one.names == other.names }
}
