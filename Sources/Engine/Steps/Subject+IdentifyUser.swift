import NgrokAPI

/// The step “identify user”: which user of the account the list means, and what it was like before the run changed it.
///
/// The account's list, read at the start of the run, answers that for a hundred users with one request; a user that is
/// not in it is read by its id. What the user was like is in the ledger before the first request that changes it.
extension Subject {
  /// Whether the state from before is known, and still is that from before: it is not looked at again once a change of
  /// ours may have been carried out.
  var isIdentified: Bool {
    guard user != nil else { return false }
    return isRead || attempts.contains { $0.state.needsReconciling || $0.state == .succeeded }
  }

  mutating func startIdentification(_ turn: inout Turn) -> Progress {
    let wanted = user?.id ?? customer.userID
    if let listedUser, wanted == nil || wanted == listedUser.id, !turn.isTaken(listedUser.id) {
      return identify(as: listedUser, &turn)
    }
    guard let wanted else {
      return finish(
        Outcome(.failed, code: "user_missing", message: "the account has no user of this name"), &turn)
    }
    activity = .readUser(UserReading(id: wanted, purpose: .identify))
    return .ready
  }

  mutating func identify(as found: User, _ turn: inout Turn) -> Progress {
    isRead = true
    take(
      KnownUser(
        id: found.id, origin: user?.origin ?? .named, createdAt: found.createdAt,
        name: found.hasName(customer.name) ? "" : found.name, wasActive: found.isActive), &turn)
    return advance(&turn)
  }

  mutating func receiveUser(_ verdict: Verdict, of reading: UserReading, _ turn: inout Turn) -> Progress {
    switch verdict {
    case .done(.user(let found)):
      switch reading.purpose {
      case .identify: claim(found, as: .named, &turn)
      case .settleActivity(let wanted): settleActivity(wanted, as: found, &turn)
      }
    case .refused(let error) where error.status == 404: finishWithoutUser(reading.id, error, &turn)
    default: tryReadAgain(verdict, &turn)
    }
  }

  /// The user is not, or no longer, in the account.
  mutating func finishWithoutUser(_ id: UserID, _ error: APIError, _ turn: inout Turn) -> Progress {
    turn.branches[.userGone] += 1
    return finish(
      Outcome(
        .failed, code: "user_missing", message: "the account has no user \(id) (any more)",
        operationID: error.operationID), &turn)
  }
}

/// A look at one user.
struct UserReading: Equatable {
  enum Purpose: Equatable {
    case identify
    /// Whether unanswered attempts to set its activity were carried out.
    case settleActivity(Bool)
  }

  var id: UserID
  var purpose: Purpose
}
