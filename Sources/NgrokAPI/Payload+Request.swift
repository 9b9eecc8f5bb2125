extension Payload {
  /// Whether this can be the answer to the request: the same resource, a credential of the owner that was named, or a page
  /// that is followed by another one.
  ///
  /// HTTP/1.1 tells answers apart by their order alone. One that got out of step, in a proxy for instance, would give a
  /// customer's token to another. Names and descriptions are not compared, as nobody says that the API keeps their bytes.
  func answers(_ request: APIRequest) -> Bool {
    switch self {
    case .user(let user): request.method == .post || request.names(user.id.rawValue)
    case .credential(let credential) where request.method == .post:
      credential.ownerID == nil || request.owner == nil || credential.ownerID == request.owner
    case .credential(let credential): request.names(credential.id.rawValue)
    // A page that goes on with itself would be read for ever.
    case .users(let page): page.next != request.target
    case .credentials(let page):
      // A filter that got lost on the way would make everybody's credentials look like this owner's.
      page.next != request.target
        && page.items.allSatisfy { $0.ownerID == nil || request.owner == nil || $0.ownerID == request.owner }
    case .nothing: true
    }
  }
}

extension APIRequest {
  /// Whether the target's last part is this id.
  fileprivate func names(_ id: String) -> Bool {
    let part = "/" + id.percentEncoded
    return target.utf8.suffix(part.utf8.count).elementsEqual(part.utf8)
  }
}
