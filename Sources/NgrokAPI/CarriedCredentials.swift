/// Credentials on their way from one account to another: what an export for an import says of each, as a JSON array.
///
/// Tokens are not among it: each credential is issued anew, and the old one's id stays only as what it takes the place of.
public enum CarriedCredentials {
  /// Why a text is no list of credentials, in words for a person.
  public struct Failure: Error, Sendable, Equatable {
    public var reason: String
  }

  /// A credential as a member of the array.
  public static func text(
    of kind: CredentialKind, id: CredentialID, description: String, metadata: String, aclText: String, publicKey: String
  ) -> String {
    var text = "{\"kind\":\"\(kind.rawValue)\",\"id\":\(JSONWriter.quoted(id.rawValue))"
    text += ",\"description\":\(JSONWriter.quoted(description)),\"metadata\":\(JSONWriter.quoted(metadata))"
    if kind.hasACL { text += ",\"acl\":\(aclText)" }
    if kind == .ssh { text += ",\"public_key\":\(JSONWriter.quoted(publicKey))" }
    return text + "}"
  }

  /// Reads an array; an empty text is an empty one. Members that are not known are passed over.
  public static func parse(_ bytes: [UInt8]) throws(Failure) -> [Credential] {
    guard !bytes.isEmpty else { return [] }
    var reader = JSONReader(bytes)
    do throws(JSONReader.Problem) {
      var credentials: [Credential] = []
      try reader.enterArray()
      while try reader.nextElement() { credentials.append(try reader.carriedCredential()) }
      try reader.end()
      return credentials
    } catch {
      throw Failure(reason: "\(error.reason), byte \(error.offset)")
    }
  }
}

extension JSONReader {
  fileprivate mutating func carriedCredential() throws(Problem) -> Credential {
    let start = offset
    var kind: CredentialKind?
    var credential = Credential(.apiKey, id: CredentialID(""))
    var fields: Set<String> = []
    try enterObject()
    while let field = try nextField() {
      guard fields.insert(field).inserted else {
        throw Problem(reason: "the field \(field) stands twice", offset: offset)
      }
      switch field {
      case "kind":
        let word = try text()
        kind = CredentialKind(rawValue: word)
        if kind == nil { throw Problem(reason: "there is no credential of the kind \"\(word)\"", offset: offset) }
      case "id": credential.id = CredentialID(try text())
      case "description": credential.description = try textOrNull() ?? ""
      case "metadata": credential.metadata = try textOrNull() ?? ""
      case "acl": credential.acl = try texts()
      case "public_key": credential.publicKey = try textOrNull() ?? ""
      default: try skipValue()
      }
    }
    guard let kind else { throw Problem(reason: "a credential does not say its kind", offset: start) }
    credential.kind = kind
    if kind == .ssh, credential.publicKey.isEmpty {
      throw Problem(reason: "an SSH credential has no public_key", offset: start)
    }
    if !kind.hasACL, !credential.acl.isEmpty {
      throw Problem(reason: "an API key has an acl, which it cannot have", offset: start)
    }
    return credential
  }
}
