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
    return isRead
      || attempts.contains { attempt in
        // One that was settled may have been carried out, and taken back by somebody since.
        attempt.state.needsReconciling || attempt.state == .succeeded
          || attempt.step == .activity && attempt.state == .void
      }
  }

  mutating func startIdentification(_ turn: inout Turn) -> Progress {
    let wanted = user?.id ?? customer.userID ?? listedUser?.id
    guard let wanted else { return finish(missing("the account has no user of this name", turn.settings), &turn) }
    // What cannot be taken back is decided by how the user is now, and not by how it was when the account was listed.
    if let listedUser, wanted == listedUser.id, turn.settings.kind != .delete, !turn.isTaken(listedUser.id) {
      return identify(as: listedUser, &turn)
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
    if turn.settings.kind == .delete, customer.userID == nil, !found.hasName(customer.name) {
      return finish(
        Outcome(
          .failed, code: "user_renamed",
          message: "\(found.id) bore this name when the account was listed, and has been renamed since"), &turn)
    }
    if turn.settings.kind == .delete, found.isActive, !turn.settings.deletesActiveUsers {
      return finish(Self.stillActive(found), &turn)
    }
    return advance(&turn)
  }

  mutating func receiveUser(_ verdict: Verdict, of reading: UserReading, _ turn: inout Turn) -> Progress {
    switch verdict {
    case .done(.user(let found)):
      switch reading.purpose {
      case .identify: claim(found, as: .named, &turn)
      case .infer: found.hasName(customer.name) ? claim(found, as: .inferred, &turn) : meetLostNamesake(found.id, &turn)
      case .settle(let change): settle(change, as: found, &turn)
      case .deleteAgain: deleteAgain(found, &turn)
      }
    case .refused(let error) where error.status == 404:
      switch reading.purpose {
      case .infer: meetLostNamesake(reading.id, &turn)
      case .deleteAgain: noteDeletion(&turn)
      case .identify, .settle: finishWithoutUser(reading.id, error, &turn)
      }
    default: tryReadAgain(verdict, &turn)
    }
  }

  /// The user is not, or no longer, in the account.
  mutating func finishWithoutUser(_ id: UserID, _ error: APIError, _ turn: inout Turn) -> Progress {
    turn.branches[.userGone] += 1
    var outcome = missing("the account has no user \(id) (any more)", turn.settings)
    if outcome.state == .failed { outcome.operationID = error.operationID }
    return finish(outcome, &turn)
  }

  /// How a customer ends whose user is not there: for one that was to be deleted all is as it should be.
  private func missing(_ message: String, _ settings: JobSettings) -> Outcome {
    switch settings.kind {
    case .delete, .withdraw: Outcome(.done, verb: .absent)
    case .import, .activate, .deactivate, .rotate, .retire: Outcome(.failed, code: "user_missing", message: message)
    }
  }
}

/// A look at one user.
struct UserReading: Equatable {
  enum Purpose: Equatable {
    case identify
    /// Whether the user that seems to be ours is still there.
    case infer
    /// Whether unanswered attempts to change its activity were carried out.
    case settle(ActivityChange)
    /// Whether an unanswered attempt to delete it was carried out, and if not, whether it is still to be deleted.
    case deleteAgain
  }

  var id: UserID
  var purpose: Purpose
}
