import Engine
import Ledger
import NgrokAPI

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Takes a job's list into its checkpoint: a new one, or one that has had a list before.
struct ListStaging {
  let intake: any JobIntake
  var operation = JobKind.import
  let arguments: CommandArguments
  /// What the checkpoint is bound to.
  let accountName: String
  let console: Console

  /// The same for a run that is only shown: the ledger is to be thrown away.
  func takeIn(forADryRunAt path: String) throws -> RunLedger {
    let ledger = try RunLedger.create(at: path, header: header(digest: ""), durability: .none)
    do {
      let review = try stage(ledger.beginStaging())
      for choice in intake.choices { console.sayInDetail(choice, code: "mapping") }
      if review.rejected > 0 {
        console.warn(count(review.rejected, "row would be rejected", "rows would be rejected"), code: "rejected")
      }
      return ledger
    } catch {
      ledger.discard()
      throw error
    }
  }

  /// - Returns: the ledger with the list in it, ready for the run. If the list is refused, a new file is gone again.
  func takeIn(checkpointPath path: String, earlier: RunLedger?) throws -> RunLedger {
    do {
      return try ledgerWithList(at: path, earlier)
    } catch {
      throw Report(unforeseen: error, goingOnWith: arguments.commandLine)
    }
  }

  private func ledgerWithList(at path: String, _ earlier: RunLedger?) throws -> RunLedger {
    let digest = try intake.digest()
    if let earlier {
      try takeIn(into: earlier, digest: digest)
      return earlier
    }
    let ledger = try RunLedger.create(at: path, header: header(digest: digest))
    do {
      let review = try stage(ledger.beginStaging())
      sayWhatIsIn(review, path: path)
      return ledger
    } catch {
      ledger.discard()
      throw error
    }
  }

  private func takeIn(into ledger: RunLedger, digest: String) throws {
    var edited = ledger.header
    edited.listPath = intake.path
    edited.listDigest = digest
    edited.mapping = intake.mapping
    let isSame =
      !digest.isEmpty && digest == ledger.header.listDigest && edited.mapping == ledger.header.mapping
      && !isAskedForDifferently(than: ledger)
    if isSame {
      let tally = try ledger.tally()
      console.say(
        "\(ledger.path) is of this list: going on, \(count(tally[.pending], "customer is", "customers are")) left.")
      return
    }
    let review = try stage(ledger.beginStaging(edited))
    guard let difference = review.difference else { return }
    console.say("\(intake.name) has changed since \(ledger.path) was begun:")
    say(difference.added, "new")
    say(difference.updated, "changed, taken over as nothing was done for them yet")
    say(difference.kept, "changed, but left as they are: they are in the account already")
    say(difference.gone, "gone from the list; what was done for them is not touched")
    sayRejected(review)
  }

  /// Whether the same bytes are to be read, or made into customers, in another way than for the checkpoint.
  private func isAskedForDifferently(than ledger: RunLedger) -> Bool {
    let names = Options.listOptions.map(\.name) + [Options.keys.declaration.name, Options.authtokens.declaration.name]
    let before = StoredOptions(ledger.header.options)?.given ?? [:]
    return names.contains { arguments.given[$0] != before[$0] }
  }

  private func stage(_ session: StagingSession) throws -> StagingReview {
    try intake.stage(into: session)
    let review = try session.examine(wording: intake.wording)
    if arguments.has(Options.strict), review.rejected > 0 {
      throw Report(
        "strict", at: intake.name,
        "\(count(review.rejected, "row is rejected", "rows are rejected")), so nothing is sent (--strict)",
        advice: operation == .import ? "muster check \(shellQuoted(intake.path)) shows them" : nil, exit: .incomplete)
    }
    return try session.finish()
  }

  private func header(digest: String) -> JobHeader {
    let stored = StoredOptions(arguments, shape: intake.shape)
    return JobHeader(
      kind: arguments.command.rawValue, operation: operation, run: Self.makeRunName(), baseURL: accountName,
      userKind: arguments.has(Options.serviceUsers) ? .service : .bot, listPath: intake.path, listDigest: digest,
      mapping: intake.mapping, options: stored.text, createdAt: Date.now.formatted(.iso8601),
      programVersion: Program.version)
  }

  /// Ten letters and digits: short enough for every key's metadata, and no two runs on an account share one.
  private static func makeRunName() -> String {
    let alphabet = Array("0123456789abcdefghijklmnopqrstuvwxyz")
    return String((0..<10).map { _ in alphabet[Int.random(in: alphabet.indices)] })
  }

  private func sayWhatIsIn(_ review: StagingReview, path: String) {
    intake.readNotices.show(in: intake.name, on: console)
    for choice in intake.choices { console.sayInDetail(choice, code: "mapping") }
    console.say(
      "\(intake.name): \(count(review.read, "record")), recorded in \(path)\n"
        + "Ctrl-C, a crash or a kill loses nothing: the same command goes on.", code: "staged")
    sayRejected(review)
  }

  private func sayRejected(_ review: StagingReview) {
    for lookalike in review.lookalikes.prefix(3) {
      console.warn(
        "\(intake.shape.place(in: intake.name, lookalike.source)): \(lookalike.message(intake.shape))",
        code: "name-lookalike")
    }
    if review.lookalikeCount > 3 {
      console.warn("\(grouped(review.lookalikeCount - 3)) more names look like others", code: "name-lookalike")
    }
    if review.filtered > 0 {
      console.say("\(count(review.filtered, "row is", "rows are")) left out by --where.", code: "filtered")
    }
    guard review.rejected > 0 else { return }
    console.warn(
      "\(count(review.rejected, "row is rejected", "rows are rejected")); muster results --rejected shows them. "
        + "The others go on.", code: "rejected")
  }

  private func say(_ group: ListDifference.Group, _ meaning: String) {
    guard group.count > 0 else { return }
    let more = group.count > group.examples.count ? ", …" : ""
    console.say("  \(grouped(group.count)) \(meaning): \(group.examples.joined(separator: ", "))\(more)")
  }
}
