/// The ways in which the doubt about an unanswered request can end, and other rare turns of a run.
///
/// They are counted, so that a person sees what happened and the simulation can show that each one has been tried.
public enum ReconcileBranch: Int, Sendable, CaseIterable {
  /// A customer was taken up whose earlier process had sent something and not heard of it.
  case resumedInDoubt
  /// A repeated creation of a user was answered 201: the first had not happened.
  case userHadNotBeenCreated
  /// The name was taken after an unanswered attempt, by a user that is ours.
  case userInferred
  /// The name was taken after an unanswered attempt, by a user with credentials that are not ours.
  case userOfOthers
  /// The name was taken after an unanswered attempt, by a user from before the run that has been renamed since.
  case userRenamedMeanwhile
  /// The name was taken by the user of another customer of this list, renamed since.
  case userOfAnotherCustomer
  /// The name was taken, and its holder was not in the list yet.
  case userNotVisibleYet
  /// The search went over more than one page.
  case userSearchedOnSecondPage
  /// The name was taken, and its holder was in the list neither then nor a settling time later, or has gone since: the
  /// creation is repeated once.
  case userNeverVisible
  /// The name was taken by somebody since the account was listed, without any doubt of ours.
  case nameTakenMeanwhile
  /// After an unanswered attempt the name was refused for another reason.
  case refusedInDoubt
  /// The owner's list showed that an unanswered key creation had not happened.
  case keyHadNotBeenCreated
  /// The owner's list showed that an unanswered creation had happened, of a kind that has no token to lose.
  case credentialAdopted
  /// The owner's list showed a key whose token is lost; it is deleted.
  case orphanFound
  /// The last look at the owner showed one more.
  case orphanFoundLate
  /// The deletion of an orphan found it gone already.
  case orphanGoneAlready
  /// Without a marker nobody can tell whose a credential is.
  case quarantined
  /// A user from before was adopted.
  case adopted
  /// An adopted user has a credential equal to the one asked for.
  case equalCredentialExists
  /// A look at the user showed that an unanswered change of its activity was carried out.
  case activityHadBeenSet
  /// … or that it was not.
  case activityHadNotBeenSet
  /// The user that the list means is not in the account (any more).
  case userGone
  /// A repeated deletion found the user gone: an unanswered one had been carried out.
  case userHadBeenDeleted
  /// A user that was to be deleted had been given credentials by somebody.
  case strangersFound
  /// A credential that was to be deleted was gone already.
  case targetGoneAlready
  /// The successor of a credential that was to be deleted was gone.
  case successorMissing
  /// A step's tries were used up in doubt.
  case gaveUpInDoubt
}

/// How often each branch was taken.
public struct BranchCounts: Sendable, Equatable {
  private var counts = [Int](repeating: 0, count: ReconcileBranch.allCases.count)

  public init() {}

  public subscript(branch: ReconcileBranch) -> Int {
    get { counts[branch.rawValue] }
    set { counts[branch.rawValue] = newValue }
  }

  public static func += (left: inout BranchCounts, right: BranchCounts) {
    for branch in ReconcileBranch.allCases { left[branch] += right[branch] }
  }
}
