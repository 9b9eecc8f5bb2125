extension JSONWriter {
  /// A resource as the API shows it. `token` is given in the answer to its creation alone; later it is null.
  ///
  /// - Parameter hasFutureMembers: adds what no client can know yet.
  mutating func resource(
    _ resource: AccountResource, token: AccountText?, baseURL: String, hasFutureMembers: Bool = false
  ) {
    let kind = resource.kind
    beginObject()
    member("id", resource.id)
    member("uri", "\(baseURL)/\(kind.path)/\(resource.id)")
    if kind.isUser {
      member("name", resource.name)
      member("active", resource.isActive)
    } else {
      member("description", resource.description)
      member("metadata", resource.metadata)
    }
    member("created_at", AccountText(CivilTime(secondsSince1970: resource.createdAt).timestamp))
    if kind.traits.hasToken { member("token", token) }
    if kind.traits.fields.contains(.publicKey) { member("public_key", resource.publicKey) }
    if kind.traits.fields.contains(.acl) { member("acl", resource.acl) }
    if !kind.isUser { member("owner_id", resource.ownerID) }
    if hasFutureMembers {
      name("future")
      beginObject()
      name("of")
      beginArray()
      string(resource.id)
      null()
      number(1)
      endArray()
      endObject()
    }
    endObject()
  }
}
