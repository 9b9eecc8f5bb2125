#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension CustomerMapping {
  /// Version 1 knew columns only; mappings that need no more are still written so, that older checkpoints stay bound to them.
  private struct Stored: Codable {
    var version = 1
    var key: [[String]]
    var name: [[String]]
    var description: [[String]]
    var metadata: [String]
  }

  private struct StoredSecond: Codable {
    struct Member: Codable {
      var name: String
      var value: [[String]]
    }

    var version = 2
    var key: [[String]]
    var name: [[String]]
    var description: [[String]]
    var metadata: [Member]
    var keys: [[String]]?
    var active: [[String]]?
    var credentials: [[String]]?
    var authtokens: [[String]]?
    var acl: [[[String]]]?
    var publicKey: [[String]]?
    var replaces: [[String]]?
  }

  private struct Version: Codable {
    var version: Int
  }

  private var isOfFirstVersion: Bool {
    keys == nil && active == nil && credentials == nil && authtokens == nil && acl.isEmpty && publicKey == nil
      && replaces == nil
      && [key, name, description].allSatisfy(\.hasColumnsOnly)
      && metadata.allSatisfy { $0.value.onlyColumn == $0.name }
  }

  /// JSON with its members in a fixed order, the same bytes for the same mapping in every version of this program.
  public var canonicalForm: String {
    if isOfFirstVersion {
      return Self.encoded(
        Stored(key: key.stored, name: name.stored, description: description.stored, metadata: metadata.map(\.name)))
    }
    return Self.encoded(
      StoredSecond(
        key: key.stored, name: name.stored, description: description.stored,
        metadata: metadata.map { StoredSecond.Member(name: $0.name, value: $0.value.stored) }, keys: keys?.stored,
        active: active?.stored, credentials: credentials?.stored, authtokens: authtokens?.stored,
        acl: acl.isEmpty ? nil : acl.map(\.stored), publicKey: publicKey?.stored,
        replaces: replaces?.stored))
  }

  /// Reads a canonical form; `nil` if it is none, or one of a newer version.
  public init?(canonicalForm: String) {
    switch Self.decoded(Version.self, from: canonicalForm)?.version {
    case 1:
      guard let stored = Self.decoded(Stored.self, from: canonicalForm), let key = Template(stored: stored.key),
        let name = Template(stored: stored.name), let description = Template(stored: stored.description)
      else { return nil }
      self.init(
        key: key, name: name, description: description, metadata: stored.metadata.map(MetadataMember.init(column:)))
    case 2:
      guard let stored = Self.decoded(StoredSecond.self, from: canonicalForm), let key = Template(stored: stored.key),
        let name = Template(stored: stored.name), let description = Template(stored: stored.description)
      else { return nil }
      let members = stored.metadata.compactMap { member in
        Template(stored: member.value).map { MetadataMember(name: member.name, value: $0) }
      }
      let keys = stored.keys.flatMap(Template.init(stored:))
      let active = stored.active.flatMap(Template.init(stored:))
      let credentials = stored.credentials.flatMap(Template.init(stored:))
      let authtokens = stored.authtokens.flatMap(Template.init(stored:))
      let publicKey = stored.publicKey.flatMap(Template.init(stored:))
      let replaces = stored.replaces.flatMap(Template.init(stored:))
      let acl = (stored.acl ?? []).compactMap(Template.init(stored:))
      guard members.count == stored.metadata.count, acl.count == stored.acl?.count ?? 0,
        (authtokens == nil) == (stored.authtokens == nil), (publicKey == nil) == (stored.publicKey == nil),
        (credentials == nil) == (stored.credentials == nil),
        (keys == nil) == (stored.keys == nil), (replaces == nil) == (stored.replaces == nil),
        (active == nil) == (stored.active == nil)
      else { return nil }
      self.init(
        key: key, name: name, description: description, metadata: members, keys: keys, active: active,
        credentials: credentials, authtokens: authtokens, acl: acl, publicKey: publicKey,
        replaces: replaces)
    default: return nil
    }
  }

  private static func encoded(_ stored: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Strings and an integer: there is nothing in it that JSON cannot hold.
    guard let data = try? encoder.encode(stored) else { return "" }
    return String(decoding: data, as: UTF8.self)
  }

  private static func decoded<Value: Decodable>(_ type: Value.Type, from text: String) -> Value? {
    try? JSONDecoder().decode(type, from: Data(text.utf8))
  }
}

extension Template {
  fileprivate var hasColumnsOnly: Bool { values.allSatisfy { $0.columns.count == 1 && $0.functions.isEmpty } }

  /// Its parts as pairs: a column alone by its name, anything else in braces as it is written.
  fileprivate var stored: [[String]] {
    parts.map { part in
      switch part {
      case .text(let text): ["text", text]
      case .value(let value) where value.columns.count == 1 && value.functions.isEmpty: ["column", value.columns[0]]
      case .value(let value): ["value", value.description]
      }
    }
  }

  fileprivate init?(stored: [[String]]) {
    var parts: [Part] = []
    for pair in stored {
      switch (pair.first, pair.count) {
      case ("text", 2): parts.append(.text(pair[1]))
      case ("column", 2): parts.append(.column(pair[1]))
      case ("value", 2):
        guard let part = try? Template(pair[1]).parts.first, case .value = part else { return nil }
        parts.append(part)
      default: return nil
      }
    }
    self.init(parts: parts)
  }
}
