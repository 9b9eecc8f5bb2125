extension APIRequest {
  /// Issues a credential to a user; a token stands in the answer to this request and never again.
  ///
  /// The API takes descriptions up to 255 bytes and metadata up to 4,096 (ERR_NGROK_604, 605); whoever calls checks that.
  ///
  /// - Parameters:
  ///   - acl: rules such as `bind:*.example.com`; empty means no restriction. API keys have none.
  ///   - publicKey: for an SSH credential, which needs one; ignored for others.
  public static func createCredential(
    _ kind: CredentialKind, owner: UserID, description: String, metadata: String, acl: [String] = [],
    publicKey: String = ""
  ) -> APIRequest {
    var body = JSONWriter(capacity: description.utf8.count + metadata.utf8.count * 2 + publicKey.utf8.count + 128)
    body.field("description", description)
    body.field("metadata", metadata)
    if kind.hasACL, !acl.isEmpty { body.field("acl", acl) }
    if kind == .ssh { body.field("public_key", publicKey) }
    body.field("owner_id", owner.rawValue)
    return APIRequest(.post, kind.path, body: body.finish(), owner: owner)
  }

  /// Lists credentials of a kind, newest first: those of one owner, or with `nil` those of the whole account.
  ///
  /// - Parameter limit: items a page, held within the API's 1...100.
  public static func listCredentials(
    _ kind: CredentialKind, owner: UserID? = nil, limit: Int = 100
  ) -> APIRequest {
    let target = "\(kind.path)?limit=\(pageLimit(limit))"
    guard let owner else { return APIRequest(.get, target) }
    let filter = "obj.owner_id == \(celLiteral(owner.rawValue))"
    return APIRequest(.get, "\(target)&filter=\(filter.percentEncoded)", owner: owner)
  }

  /// Reads one credential; its token is not in the answer.
  public static func credential(_ kind: CredentialKind, _ id: CredentialID) -> APIRequest {
    APIRequest(.get, path(kind, id))
  }

  /// Changes what is given and leaves the rest; the owner cannot be changed.
  public static func updateCredential(
    _ kind: CredentialKind, _ id: CredentialID, description: String? = nil, metadata: String? = nil,
    acl: [String]? = nil
  ) -> APIRequest {
    var body = JSONWriter(capacity: (description?.utf8.count ?? 0) + (metadata?.utf8.count ?? 0) * 2 + 64)
    if let description { body.field("description", description) }
    if let metadata { body.field("metadata", metadata) }
    if let acl, kind.hasACL { body.field("acl", acl) }
    return APIRequest(.patch, path(kind, id), body: body.finish())
  }

  /// Deletes a credential, which stops working at once.
  public static func deleteCredential(_ kind: CredentialKind, _ id: CredentialID) -> APIRequest {
    APIRequest(.delete, path(kind, id))
  }

  private static func path(_ kind: CredentialKind, _ id: CredentialID) -> String {
    "\(kind.path)/\(id.rawValue.percentEncoded)"
  }

  /// A CEL string literal: quotes and backslashes escaped, so that an id cannot end it and go on as an expression.
  private static func celLiteral(_ text: String) -> String {
    var literal = "\""
    for character in text.unicodeScalars {
      if character == "\"" || character == "\\" { literal += "\\" }
      literal.unicodeScalars.append(character)
    }
    return literal + "\""
  }
}
