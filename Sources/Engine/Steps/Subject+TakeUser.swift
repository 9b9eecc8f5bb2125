import NgrokAPI

/// A user of the account that is about to become the customer's own.
struct UserClaim: Equatable {
  var user: User
  var origin: KnownUser.Origin
}

/// Taking a user that this run did not see itself create. Somebody may have renamed it, so that two customers mean it;
/// the ledger holds it as one customer's only.
extension Subject {
  mutating func take(_ known: KnownUser, _ turn: inout Turn) {
    user = known
    turn.changes.append(.user(customer.id, known))
  }

  /// Takes the user if it is no other customer's, which the ledger is asked first.
  mutating func claim(_ found: User, as origin: KnownUser.Origin, _ turn: inout Turn) -> Progress {
    if user?.id == found.id { return conclude(UserClaim(user: found, origin: origin), &turn) }
    userClaim = UserClaim(user: found, origin: origin)
    return .asks(.users([found.id]))
  }

  mutating func receiveHolders(_ customers: Set<UserID>, of claim: UserClaim, _ turn: inout Turn) -> Progress {
    userClaim = nil
    let isTaken = customers.contains(claim.user.id) || turn.isTaken(claim.user.id)
    return isTaken ? meetUserOfAnotherCustomer(claim.user, &turn) : conclude(claim, &turn)
  }

  private mutating func conclude(_ claim: UserClaim, _ turn: inout Turn) -> Progress {
    switch claim.origin {
    case .named: identify(as: claim.user, &turn)
    case .adopted: adopt(claim.user, &turn)
    case .inferred, .created: infer(claim.user, &turn)
    }
  }

  /// Somebody has given our name to the user of another customer, which cannot be had twice.
  mutating func meetUserOfAnotherCustomer(_ namesake: User, _ turn: inout Turn) -> Progress {
    turn.branches[.userOfAnotherCustomer] += 1
    settleOpenAttempts(of: .user, &turn)
    return finish(
      Outcome(
        .failed, code: "user_taken",
        message: "\(namesake.id) is the user of another customer of this list; if somebody has renamed it, rename it "
          + "back, then resume with --retry-failed"), &turn)
  }
}

extension Turn {
  /// Whether a customer has taken the user by a change that the ledger does not hold yet.
  func isTaken(_ id: UserID) -> Bool {
    changes.contains { if case .user(_, let known) = $0 { known.id == id } else { false } }
  }
}
