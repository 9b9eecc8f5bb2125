/// One of the things that a job does for a customer. A job is an ordered list of them; the file of a step's name says
/// what its request is, what an answer means, and how doubt about it is settled.
enum Step: Equatable {
  case createUser
  case createKey(StepNumber)
  /// Finds out which user of the account is meant, and what it is like before anything of it is changed.
  case identifyUser
  case setActive(Bool)
}

extension Subject {
  /// The steps of a job for this customer, in order.
  func steps(of kind: JobKind) -> [Step] {
    switch kind {
    case .import:
      let keys = (0..<customer.keyCount).map { Step.createKey(.credential($0 + 1)) }
      // An inactive user last: nothing can be issued to it (ERR_NGROK_636).
      return [.createUser] + keys + (customer.isActive ? [] : [.setActive(false)])
    case .activate: return [.identifyUser, .setActive(true)]
    case .deactivate: return [.identifyUser, .setActive(false)]
    }
  }

  func isDone(_ step: Step) -> Bool {
    switch step {
    case .createUser: user != nil
    case .createKey(let number): issuedSteps.contains(number)
    case .identifyUser: isIdentified
    case .setActive(let wanted): isActivity(wanted)
    }
  }

  mutating func start(_ step: Step, _ turn: inout Turn) -> Progress {
    switch step {
    case .createUser: startUserCreation(&turn)
    case .createKey(let number): startKeyCreation(number, &turn)
    case .identifyUser: startIdentification(&turn)
    case .setActive(let wanted): startActivityChange(to: wanted, &turn)
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
    }
  }
}
