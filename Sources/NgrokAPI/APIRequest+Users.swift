extension APIRequest {
  /// Creates a user; the name is unique within the account, another with the same one is ERR_NGROK_4112.
  public static func createUser(_ kind: UserKind, name: String, isActive: Bool = true) -> APIRequest {
    var body = JSONWriter(capacity: name.utf8.count + 32)
    body.field("name", name)
    body.field("active", isActive)
    return APIRequest(.post, kind.path, body: body.finish())
  }

  /// Lists users, newest first: from the newest on, or from where a page before said (`next`).
  ///
  /// - Parameter limit: items a page, held within the API's 1...100.
  public static func listUsers(_ kind: UserKind, limit: Int = 100, target next: String? = nil) -> APIRequest {
    APIRequest(.get, next ?? "\(kind.path)?limit=\(pageLimit(limit))")
  }

  /// Reads one user.
  public static func user(_ kind: UserKind, _ id: UserID) -> APIRequest {
    APIRequest(.get, path(kind, id))
  }

  /// Changes what is given and leaves the rest; a user that is not active keeps its credentials, but none of them works.
  public static func updateUser(
    _ kind: UserKind, _ id: UserID, isActive: Bool? = nil, name: String? = nil
  ) -> APIRequest {
    var body = JSONWriter(capacity: (name?.utf8.count ?? 0) + 32)
    if let name { body.field("name", name) }
    if let isActive { body.field("active", isActive) }
    return APIRequest(.patch, path(kind, id), body: body.finish())
  }

  /// Deletes a user **with all its credentials, at once and irrevocably**.
  public static func deleteUser(_ kind: UserKind, _ id: UserID) -> APIRequest {
    APIRequest(.delete, path(kind, id))
  }

  /// The page that a list's `next` names.
  ///
  /// - Parameter owner: whose credentials the list was asked for; nobody says that the address repeats that.
  public static func next(_ target: String, owner: UserID? = nil) -> APIRequest {
    APIRequest(.get, target, owner: owner)
  }

  private static func path(_ kind: UserKind, _ id: UserID) -> String {
    "\(kind.path)/\(id.rawValue.percentEncoded)"
  }

  static func pageLimit(_ wanted: Int) -> Int { min(max(wanted, 1), 100) }
}
