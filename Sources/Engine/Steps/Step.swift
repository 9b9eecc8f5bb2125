/// One of the things that a job does for a customer. A job is an ordered list of them; the file of a step's name says
/// what its request is, what an answer means, and how doubt about it is settled.
enum Step: Equatable {
  case createUser
  /// Reads the credential whose place that of a step takes.
  case readReplaced(Replacement)
  case createCredential(StepNumber)
  /// Finds out which user of the account is meant, and what it is like before anything of it is changed.
  case identifyUser
  case setActive(Bool)
  /// Takes down which credentials the user has.
  case recordCredentials
  case deleteUser
  /// Makes the user active again, as it is not to be deleted after all.
  case restoreActivity
  /// Looks whether the successors of what is to be deleted are there.
  case checkSuccessors
  case removeTargets
}

extension Subject {
  /// The steps of a job for this customer, in order.
  func steps(of kind: JobKind) -> [Step] {
    switch kind {
    case .import:
      // An inactive user last: nothing can be issued to it (ERR_NGROK_636).
      replacements.map(Step.readReplaced) + [.createUser] + credentialSteps
        + (customer.isActive ? [] : [.setActive(false)])
    case .activate: [.identifyUser, .setActive(true)]
    case .deactivate: [.identifyUser, .setActive(false)]
    case .delete: [.identifyUser, .recordCredentials, .deleteUser]
    case .withdraw where customer.keepsUser:
      [.removeTargets] + (customer.isActive ? [.identifyUser, .setActive(true)] : [])
    case .withdraw where conflict != nil: [.identifyUser, .restoreActivity]
    // An inactive user gets no further credentials, so what is recorded then is all that goes with it.
    case .withdraw: [.identifyUser, .setActive(false), .recordCredentials, .deleteUser]
    case .rotate: [.identifyUser, .recordCredentials] + credentialSteps
    case .retire: [.checkSuccessors, .removeTargets]
    }
  }

  private var credentialSteps: [Step] {
    (0..<(replacements.count + customer.credentialCount)).map { .createCredential(.credential($0 + 1)) }
  }

  func isDone(_ step: Step) -> Bool {
    switch step {
    case .createUser: user != nil
    case .readReplaced(let replacement): replacement.isRead
    case .createCredential(let number): issuedSteps.contains(number)
    case .identifyUser: isIdentified
    case .setActive(let wanted): isActivity(wanted)
    case .recordCredentials: areCredentialsRecorded
    case .deleteUser: hasSucceeded(.deletion)
    case .restoreActivity: isRestored
    case .checkSuccessors: uncheckedSuccessors.isEmpty
    case .removeTargets: targets.allSatisfy(\.isRemoved)
    }
  }

  mutating func start(_ step: Step, _ turn: inout Turn) -> Progress {
    switch step {
    case .createUser: startUserCreation(&turn)
    case .readReplaced(let replacement): startReading(of: replacement)
    case .createCredential(let number): startCredentialCreation(number, &turn)
    case .identifyUser: startIdentification(&turn)
    case .setActive(let wanted): startActivityChange(ActivityChange(wanted, by: .activity), &turn)
    case .recordCredentials: startRecording()
    case .deleteUser: startUserDeletion(&turn)
    case .restoreActivity: startActivityChange(ActivityChange(true, by: .restoration), &turn)
    case .checkSuccessors: startSuccessorCheck()
    case .removeTargets: startTargetRemoval()
    }
  }

  /// The number under which a step's attempts are recorded; `nil` for one that has none.
  func number(of step: Step) -> StepNumber? {
    switch step {
    case .createUser: .user
    case .createCredential(let number): number
    case .setActive: .activity
    case .deleteUser: .deletion
    case .restoreActivity: .restoration
    case .readReplaced, .identifyUser, .recordCredentials, .checkSuccessors, .removeTargets: nil
    }
  }

  /// How the customer ends when all steps are done.
  func successfulOutcome(of kind: JobKind) -> Outcome {
    switch kind {
    case .import where user?.origin == .adopted:
      issuedSteps.isEmpty && !hasSucceeded(.activity) ? Outcome(.unchanged) : Outcome(.done, verb: .adopted)
    case .import: Outcome(.done, verb: .created)
    case .activate: hasSucceeded(.activity) ? Outcome(.done, verb: .activated) : Outcome(.unchanged)
    case .deactivate: hasSucceeded(.activity) ? Outcome(.done, verb: .deactivated) : Outcome(.unchanged)
    case .withdraw where customer.keepsUser: Outcome(.done, verb: targets.isEmpty ? .activated : .retired)
    case .delete, .withdraw: conflict ?? Outcome(.done, verb: .deleted)
    case .rotate: issuedSteps.isEmpty ? Outcome(.unchanged) : Outcome(.done, verb: .rotated)
    case .retire: Outcome(.done, verb: .retired)
    }
  }
}
