import Ledger

/// A ledger for a list that is only looked at: duplicates are found as an import finds them, and memory does not grow with
/// the list.
enum TemporaryLedger {
  static func make(for intake: ListIntake, path: String) throws(Report) -> RunLedger {
    let header = JobHeader(
      kind: "check", run: "check", baseURL: "", listPath: intake.list.path, listDigest: "",
      mapping: intake.proposal.mapping.canonicalForm, createdAt: "", programVersion: Program.version)
    do {
      return try RunLedger.create(at: path, header: header, durability: .none)
    } catch {
      throw Report(error)
    }
  }

  static func stage(_ intake: ListIntake, into ledger: RunLedger) throws -> StagingReview {
    let session = try ledger.beginStaging()
    try intake.stage(into: session)
    try session.examine(wording: intake.wording)
    return try session.finish()
  }
}
