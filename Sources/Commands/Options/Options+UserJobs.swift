import Engine

/// Options of the commands on users that are there already, and of those that follow from an earlier job.
extension Options {
  static let userColumn = CommandOption.text(
    "id-column", "COLUMN", accepted: "the name of a column", in: .customers, of: userJobs,
    "The column with the users' ids, or with --keys-from the customers' keys (default: found from the content)")

  static let keysFrom = CommandOption.file(
    "keys-from", isRepeatable: true, in: .customers, of: userJobs,
    "Looks the users of customer keys up in this checkpoint; can be given several times")

  static let deletesActive = CommandOption.flag(
    "force", in: .terms, of: [.delete], "Deletes active users, too")

  static let rotatesAgain = CommandOption.flag(
    "force", in: .terms, of: [.rotate],
    "Rotates, too, what another rotation has put in the place of credentials that are still there, and those themselves"
  )

  static let takesBackInferred = CommandOption.flag(
    "force", in: .terms, of: [.undo],
    "Deletes users, too, that were found by their names after an answer was lost, so that only circumstances tell that "
      + "the run made them")

  static let after = CommandOption.file(
    "after", in: .terms, of: [.delete],
    "Deletes only users that the deactivation recorded in this checkpoint made "
      + "or found inactive")

  static let grace = CommandOption.duration(
    "grace", from: .zero ... .seconds(3660 * 86_400), in: .terms, of: [.delete, .retire],
    "How long ago the earlier run must have been done with a customer, such as 7d (default: 0s)")

  static let maxDelete = CommandOption<DeletionLimit.Most>(
    "max-delete", placeholder: "N|N%", accepted: "a number of users, or a share of the account's, such as 5%",
    in: .terms, of: [.delete, .undo, .resume], "Deletes nobody if more users than that would be deleted"
  ) { DeletionLimit.Most(parsing: $0) }

  static let derivedCheckpoint = CommandOption.file(
    "checkpoint", in: .output, of: userJobs.union(sequels),
    "Where the run is recorded (default: LIST.COMMAND.muster, with --sandbox LIST.sandbox.COMMAND.muster)")

  static let requestsOnly = CommandOption.flag(
    "dry-run", "n", in: .output, of: userJobs.union(sequels),
    "Shows the requests that would change something; sends only reads")

  static let userJobOptions: [OptionDeclaration] = [
    userColumn.declaration, keysFrom.declaration, deletesActive.declaration, rotatesAgain.declaration,
    takesBackInferred.declaration,
    after.declaration, grace.declaration, maxDelete.declaration, derivedCheckpoint.declaration,
    requestsOnly.declaration,
  ]
}

extension DeletionLimit.Most {
  /// `50` or `5%`.
  init?(parsing text: String) {
    guard let most = ErrorLimit(parsing: text) else { return nil }
    switch most {
    case .count(let count): self = .count(count)
    case .percent(let share): self = .percent(share)
    }
  }
}
