import NgrokAPI

/// A request that an activity wants to send, and what its success looks like.
struct StepRequest {
  var request: APIRequest
  var expectation: Expectation
}

extension Subject {
  /// The most items that the API gives on a page.
  static let pageSize = 100

  /// Makes the current activity's request; for one that changes the account, its intent is among the turn's changes.
  ///
  /// - Parameter anchor: a user that is certainly older than whatever a request sent from now on creates.
  mutating func makeRequest(anchor: UserID?, _ turn: inout Turn) -> StepRequest {
    let settings = turn.settings
    switch activity {
    case .createUser:
      _ = intend(.user, anchor: anchor, &turn)
      return StepRequest(
        // Active also where the list says inactive: credentials cannot be issued to an inactive owner (ERR_NGROK_636).
        request: .createUser(settings.userKind, name: customer.name, isActive: true), expectation: .user)
    case .findUser(let search):
      return StepRequest(
        request: search.next.map { .next($0) } ?? .listUsers(settings.userKind, limit: Self.pageSize),
        expectation: .users(settings.userKind))
    case .judgeUser(let found):
      return Self.listing(of: found.user.id, found.listing)
    case .listCredentials(let listing):
      return Self.listing(of: ownerID, listing)
    case .createCredential(let step):
      let attempt = intend(step, anchor: nil, &turn)
      let wish = wish(of: step)
      return StepRequest(
        request: .createCredential(
          wish.kind, owner: ownerID, description: wish.description, metadata: metadata(of: attempt, settings),
          acl: wish.acl, publicKey: wish.publicKey),
        expectation: .newCredential(wish.kind))
    case .removeCredentials(let removal):
      let target = removal.next
      turn.changes.append(
        .removal(Removal(credential: target.id, customer: customer.id, step: removal.step, isDone: false)))
      return StepRequest(request: .deleteCredential(target.kind, target.id), expectation: .nothing)
    case .readCredential(let reading):
      return StepRequest(
        request: .credential(reading.kind, reading.id), expectation: .credential(reading.kind))
    case .readUser(let reading):
      return StepRequest(request: .user(settings.userKind, reading.id), expectation: .user)
    case .setActive(let change):
      _ = intend(change.step, anchor: nil, &turn)
      return StepRequest(
        request: .updateUser(settings.userKind, ownerID, isActive: change.wanted), expectation: .user)
    case .deleteUser:
      _ = intend(.deletion, anchor: nil, &turn)
      return StepRequest(request: .deleteUser(settings.userKind, ownerID), expectation: .nothing)
    }
  }

  private static func listing(of owner: UserID, _ listing: OwnerListing) -> StepRequest {
    StepRequest(
      request: listing.next.map { .next($0, owner: owner) }
        ?? .listCredentials(listing.kind, owner: owner, limit: pageSize),
      expectation: .credentials(listing.kind))
  }

  /// The id of the customer's user. Activities that need it come after the one that finds it out, so it is there.
  private var ownerID: UserID {
    assert(user != nil, "an activity on credentials began before its owner was known")
    return user?.id ?? UserID("")
  }

  /// The metadata that an attempt sends, or has sent.
  func metadata(of attempt: Attempt, _ settings: JobSettings) -> String {
    let plain = wish(of: attempt.step).metadata
    return settings.usesMarker ? Marker.metadata(plain, run: settings.run, attempt: attempt) : plain
  }
}
