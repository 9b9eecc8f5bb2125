extension APIRequest {
  /// Issues an API key to a user; its token stands in the answer to this request and never again.
  ///
  /// The API takes descriptions up to 255 bytes and metadata up to 4,096 (ERR_NGROK_604, 605); whoever calls checks that.
  public static func createAPIKey(owner: UserID, description: String, metadata: String) -> APIRequest {
    var body = JSONWriter(capacity: description.utf8.count + metadata.utf8.count * 2 + 96)
    body.field("description", description)
    body.field("metadata", metadata)
    body.field("owner_id", owner.rawValue)
    return APIRequest(.post, "/api_keys", body: body.finish(), owner: owner)
  }

  /// Lists API keys, newest first: those of one owner, or with `nil` those of the whole account.
  ///
  /// - Parameter limit: items a page, held within the API's 1...100.
  public static func listAPIKeys(owner: UserID? = nil, limit: Int = 100) -> APIRequest {
    let target = "/api_keys?limit=\(pageLimit(limit))"
    guard let owner else { return APIRequest(.get, target) }
    let filter = "obj.owner_id == \(celLiteral(owner.rawValue))"
    return APIRequest(.get, "\(target)&filter=\(filter.percentEncoded)")
  }

  /// Reads one API key; its token is not in the answer.
  public static func apiKey(_ id: CredentialID) -> APIRequest {
    APIRequest(.get, "/api_keys/\(id.rawValue.percentEncoded)")
  }

  /// Deletes an API key, which stops working at once.
  public static func deleteAPIKey(_ id: CredentialID) -> APIRequest {
    APIRequest(.delete, "/api_keys/\(id.rawValue.percentEncoded)")
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
