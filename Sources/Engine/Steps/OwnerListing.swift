import NgrokAPI

/// A listing of the credentials of a customer's user, one kind after the other.
struct OwnerListing: Equatable {
  enum Purpose: Equatable {
    /// What an owner that this run did not create had before.
    case baseline
    /// Whether the unanswered attempts of a step were carried out.
    case reconcile(StepNumber)
    /// Whether anything of a settled attempt became visible after all.
    case confirm
    /// What goes along when the user is deleted, or is to be replaced.
    case record
  }

  var purpose: Purpose
  /// The kinds that are still to be listed, that under way first.
  private(set) var kinds: ArraySlice<CredentialKind>
  private(set) var credentials: [Credential] = []
  private(set) var next: String?
  private var trail = PageTrail()

  init(_ purpose: Purpose, of kinds: [CredentialKind]) {
    self.purpose = purpose
    self.kinds = kinds[...]
  }

  var isComplete: Bool { kinds.isEmpty }
  /// The kind under way; any where none is.
  var kind: CredentialKind { kinds.first ?? .apiKey }

  /// - Returns: `false` if the list leads back to where it has been.
  mutating func take(_ page: Page<Credential>) -> Bool {
    guard trail.goes(to: page.next) else { return false }
    credentials += page.items
    next = page.next
    if next == nil {
      kinds.removeFirst()
      trail = PageTrail()
    }
    return true
  }
}

/// The deletion of credentials, one after the other.
struct CredentialRemoval: Equatable {
  enum Purpose: Equatable {
    /// Their tokens are lost: the step whose attempt left them behind; `nil` when they were found by the last look.
    case orphans(of: StepNumber?)
    /// They are what the job deletes.
    case targets
  }

  var purpose: Purpose
  /// Never empty.
  var remaining: [CredentialTarget]
  /// Whether a request for the next one got no definite answer.
  var isInDoubt = false

  var next: CredentialTarget { remaining[remaining.count - 1] }

  var step: StepNumber {
    switch purpose {
    case .orphans(let step): step ?? .user
    case .targets: .removal
    }
  }
}
