#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What of a customer comes from the list.
public enum CustomerField: String, Sendable, CaseIterable, Codable {
  case key, name, description, metadata
}

/// Which columns a customer's fields are made of.
///
/// A checkpoint is bound to its mapping: `canonicalForm` is what it keeps, and two mappings are the same if those are equal.
public struct CustomerMapping: Sendable, Hashable {
  /// Tells customers apart and finds them again in an edited list.
  public var key: Template
  /// The bot user's name: unique in the account.
  public var name: Template
  /// The description of the customer's credentials; an empty template leaves it empty.
  public var description: Template
  /// The columns that make up the metadata object, in the order of its members; none: no metadata.
  public var metadata: [String]

  public init(key: Template, name: Template, description: Template, metadata: [String]) {
    self.key = key
    self.name = name
    self.description = description
    self.metadata = metadata
  }

  /// The columns it uses, each once.
  public var columns: [String] {
    var seen: Set<String> = []
    return (key.columns + name.columns + description.columns + metadata).filter { seen.insert($0).inserted }
  }
}

extension CustomerMapping {
  private struct Stored: Codable {
    var version = 1
    var key: [[String]]
    var name: [[String]]
    var description: [[String]]
    var metadata: [String]
  }

  /// JSON with its members in a fixed order, the same bytes for the same mapping in every version of this program.
  public var canonicalForm: String {
    let stored = Stored(
      key: key.stored, name: name.stored, description: description.stored, metadata: metadata)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Strings and an integer: there is nothing in it that JSON cannot hold.
    guard let data = try? encoder.encode(stored) else { return "" }
    return String(decoding: data, as: UTF8.self)
  }

  /// Reads a canonical form; `nil` if it is none, or one of a newer version.
  public init?(canonicalForm: String) {
    guard let stored = try? JSONDecoder().decode(Stored.self, from: Data(canonicalForm.utf8)), stored.version == 1,
      let key = Template(stored: stored.key), let name = Template(stored: stored.name),
      let description = Template(stored: stored.description)
    else { return nil }
    self.init(key: key, name: name, description: description, metadata: stored.metadata)
  }

  /// The fields in which two mappings differ.
  public func differences(from other: CustomerMapping) -> [CustomerField] {
    CustomerField.allCases.filter { field in
      switch field {
      case .key: key != other.key
      case .name: name != other.name
      case .description: description != other.description
      case .metadata: metadata != other.metadata
      }
    }
  }
}

extension Template {
  /// Its parts as pairs: unlike the written form, it can hold a column whose name has a brace in it.
  fileprivate var stored: [[String]] {
    parts.map { part in
      switch part {
      case .text(let text): ["text", text]
      case .column(let name): ["column", name]
      }
    }
  }

  fileprivate init?(stored: [[String]]) {
    var parts: [Part] = []
    for pair in stored {
      switch (pair.first, pair.count) {
      case ("text", 2): parts.append(.text(pair[1]))
      case ("column", 2): parts.append(.column(pair[1]))
      default: return nil
      }
    }
    self.init(parts: parts)
  }
}
