import Engine
import Ledger
import NgrokAPI
import RecordStreams

/// Makes records of an inventory's entries.
struct ExportComposer {
  let layout: ExportLayout
  let userKind: UserKind
  private(set) var record = RecordComposer()

  init(_ layout: ExportLayout, userKind: UserKind) {
    self.layout = layout
    self.userKind = userKind
  }

  /// Composes one credential with its owner.
  mutating func compose(_ entry: InventoryEntry) {
    record.begin()
    for column in layout.composedColumns {
      if !append(column, ofOwner: entry) { append(column, of: entry.credential) }
    }
  }

  /// Composes an owner with all of its credentials.
  mutating func compose(_ owner: InventoryEntry, _ credentials: [InventoryCredential]) {
    record.begin()
    for column in layout.composedColumns where !append(column, ofOwner: owner) {
      record.append(.json) { bytes in
        bytes.append(UInt8(ascii: "["))
        var isFirst = true
        let isCarried = column == .carriedCredentials
        for credential in credentials where isCarried || ExportColumn.list(of: credential.kind) == column {
          if !isFirst { bytes.append(UInt8(ascii: ",")) }
          isFirst = false
          if isCarried { Self.carry(credential, to: &bytes) } else { Self.append(credential, to: &bytes) }
        }
        bytes.append(UInt8(ascii: "]"))
      }
    }
  }

  /// - Returns: `false` if the column is not the owner's.
  private mutating func append(_ column: ExportColumn, ofOwner entry: InventoryEntry) -> Bool {
    switch column {
    case .id: append(entry.ownerID?.rawValue)
    case .name: append(entry.user?.name)
    case .active: if let user = entry.user { record.append(user.isActive) } else { record.appendNull() }
    case .createdAt: append(entry.user?.createdAt)
    case .ownerKind: record.append(ownerKind(of: entry))
    default: return false
    }
    return true
  }

  /// A credential outlives its owner nowhere in the API, so an owner of the listed kind that is not there was made after
  /// the list was read, or is a user of the other kind.
  private func ownerKind(of entry: InventoryEntry) -> String {
    if entry.user != nil { return "\(userKind.rawValue)_user" }
    guard let owner = entry.ownerID?.rawValue else { return "none" }
    return owner.hasPrefix("usr_") ? "person" : "unlisted"
  }

  private mutating func append(_ column: ExportColumn, of credential: InventoryCredential?) {
    guard let credential else { return record.appendNull() }
    switch column {
    case .credential: record.append(credential.kind.rawValue)
    case .credentialID: record.append(credential.id.rawValue)
    case .description: record.append(credential.description)
    case .metadata: record.append(Self.plainMetadata(of: credential))
    case .acl where credential.kind.hasACL: record.append(.json) { $0.append(contentsOf: credential.acl.utf8) }
    case .publicKey where credential.kind == .ssh: record.append(credential.publicKey)
    case .credentialCreatedAt: record.append(credential.createdAt)
    default: record.appendNull()
    }
  }

  private mutating func append(_ text: String?) {
    if let text { record.append(text) } else { record.appendNull() }
  }

  /// Without the mark of the run that made it, which means nothing outside of its ledger.
  private static func plainMetadata(of credential: InventoryCredential) -> String {
    Marker.stripped(credential.metadata)
  }

  private static func carry(_ credential: InventoryCredential, to bytes: inout [UInt8]) {
    let text = CarriedCredentials.text(
      of: credential.kind, id: credential.id, description: credential.description,
      metadata: plainMetadata(of: credential), aclText: credential.acl, publicKey: credential.publicKey)
    bytes.append(contentsOf: text.utf8)
  }

  private static func append(_ credential: InventoryCredential, to bytes: inout [UInt8]) {
    func member(_ name: StaticString, _ text: String) {
      bytes.append(UInt8(ascii: bytes.last == UInt8(ascii: "{") ? "\"" : ","))
      if bytes.last == UInt8(ascii: ",") { bytes.append(UInt8(ascii: "\"")) }
      name.withUTF8Buffer { bytes.append(contentsOf: $0) }
      bytes.append(contentsOf: "\":".utf8)
      JSONText.append(text, to: &bytes)
    }
    bytes.append(UInt8(ascii: "{"))
    member("id", credential.id.rawValue)
    member("description", credential.description)
    member("metadata", plainMetadata(of: credential))
    if credential.kind.hasACL {
      bytes.append(contentsOf: ",\"acl\":".utf8)
      bytes.append(contentsOf: credential.acl.utf8)
    }
    if credential.kind == .ssh { member("public_key", credential.publicKey) }
    member("created_at", credential.createdAt)
    if !credential.otherMembers.isEmpty {
      bytes.append(UInt8(ascii: ","))
      bytes.append(contentsOf: credential.otherMembers.utf8)
    }
    bytes.append(UInt8(ascii: "}"))
  }
}
