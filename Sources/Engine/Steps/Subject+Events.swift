import NgrokAPI

extension Subject {
  /// Takes in how the current activity's request ended.
  mutating func receive(_ verdict: Verdict, _ turn: inout Turn) -> Progress {
    switch activity {
    case .createUser: receiveUserCreation(verdict, &turn)
    case .findUser(let search): receiveUserPage(verdict, of: search, &turn)
    case .judgeUser(let found): receiveCredentials(verdict, of: found, &turn)
    case .listCredentials(let listing): receiveCredentials(verdict, of: listing, &turn)
    case .createCredential(let step): receiveCredentialCreation(verdict, of: step, &turn)
    case .removeCredentials(let removal): receiveRemoval(verdict, of: removal, &turn)
    case .readCredential(let reading): receiveCredential(verdict, of: reading, &turn)
    case .readUser(let reading): receiveUser(verdict, of: reading, &turn)
    case .setActive(let change): receiveActivityChange(verdict, of: change, &turn)
    case .deleteUser: receiveUserDeletion(verdict, &turn)
    }
  }

  /// Takes in the ledger's answer to what the current activity asked.
  mutating func receive(_ answer: LookupAnswer, _ turn: inout Turn) -> Progress {
    if let userClaim, case .users(_, let customers) = answer { return receiveHolders(customers, of: userClaim, &turn) }
    return switch (activity, answer) {
    case (.findUser(let search), .users(let baseline, let customers)):
      receiveKnownUsers(baseline: baseline, customers: customers, of: search, &turn)
    case (.listCredentials(let listing), .credentials(let issued, let earlier)):
      receiveKnownCredentials(issued: issued, earlier: earlier, of: listing, &turn)
    default:
      // An answer to another question than was asked: asks again.
      .ready
    }
  }
}
