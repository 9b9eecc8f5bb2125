extension Credential {
  /// The rules as a JSON array, `["bind:*.example.com"]`.
  public var aclText: String {
    acl.isEmpty ? "[]" : "[\(acl.map(JSONWriter.quoted).joined(separator: ","))]"
  }
}
