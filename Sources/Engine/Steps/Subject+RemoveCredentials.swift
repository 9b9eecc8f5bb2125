import NgrokAPI

/// The deletion of credentials: repeated until the account says that they are gone, which does no harm.
extension Subject {
  /// The targets whose successors have not been seen yet.
  var uncheckedSuccessors: [CredentialTarget] {
    targets.filter { target in
      !target.isRemoved && target.successor.map { !seenSuccessors.contains($0) } ?? false
    }
  }

  mutating func startSuccessorCheck() -> Progress {
    guard let target = uncheckedSuccessors.first, let successor = target.successor else { return .ready }
    activity = .readCredential(CredentialReading(kind: target.kind, id: successor, purpose: .successor))
    return .ready
  }

  mutating func startTargetRemoval() -> Progress {
    activity = .removeCredentials(
      CredentialRemoval(purpose: .targets, remaining: targets.filter { !$0.isRemoved }.reversed()))
    return .ready
  }

  mutating func receiveRemoval(_ verdict: Verdict, of removal: CredentialRemoval, _ turn: inout Turn) -> Progress {
    var removal = removal
    switch verdict {
    case .done: break
    case .refused(let error) where error.status == 404:
      turn.branches[removal.purpose == .targets ? .targetGoneAlready : .orphanGoneAlready] += 1
    case .ambiguous:
      removal.isInDoubt = true
      activity = .removeCredentials(removal)
      return tryReadAgain(verdict, &turn)
    default: return tryReadAgain(verdict, &turn)
    }
    turn.changes.append(
      .removal(Removal(credential: removal.next.id, customer: customer.id, step: removal.step, isDone: true)))
    if let index = targets.firstIndex(where: { $0.id == removal.next.id }) { targets[index].isRemoved = true }
    removal.isInDoubt = false
    removal.remaining.removeLast()
    tries = 0
    guard removal.remaining.isEmpty else {
      activity = .removeCredentials(removal)
      return .ready
    }
    switch removal.purpose {
    case .orphans(let step): return settle(step, &turn)
    case .targets: return advance(&turn)
    }
  }
}
