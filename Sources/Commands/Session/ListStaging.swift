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
  /// The job that this one follows from, if it follows from one.
  var first: JobHeader?

  /// The same for a run that is only shown: the ledger is to be thrown away. It is a copy of an earlier one where the run
  /// would go on with that.
  func takeIn(forADryRunAt path: String, goingOnFrom earlier: RunLedger? = nil) throws -> RunLedger {
    if let earlier {
      try earlier.copy(to: path)
      let copy = try RunLedger.open(at: path, durability: .none)
      do {
        try takeIn(into: copy, called: earlier.path, digest: intake.digest())
        return copy
      } catch {
        copy.discard()
        throw error
      }
    }
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
      try takeIn(into: earlier, called: earlier.path, digest: digest)
      // What is asked for now, such as --force, holds for resuming as well.
      if operation != .import { try earlier.keep(options: StoredOptions(arguments, shape: intake.shape).text) }
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

  private func takeIn(into ledger: RunLedger, called name: String, digest: String) throws {
    var edited = ledger.header
    edited.listPath = intake.path
    edited.listDigest = digest
    edited.mapping = intake.mapping
    edited.options = optionsWithList(of: ledger)
    let isSame =
      !digest.isEmpty && digest == ledger.header.listDigest && edited.mapping == ledger.header.mapping
      && !isAskedForDifferently(than: ledger)
    if isSame { return try sayGoingOn(ledger, called: name) }
    let review = try stage(ledger.beginStaging(edited))
    guard let difference = review.difference else { return }
    if difference.isEmpty {
      try sayGoingOn(ledger, called: name)
    } else {
      console.say("\(intake.name) has changed since \(name) was begun:")
      say(difference.added, "new")
      say(difference.updated, "changed, taken over as nothing was done for them yet")
      say(difference.kept, "changed, but left as they are: they are in the account already")
      let gone = review.filtered > 0 ? "gone from the list or left out by --where" : "gone from the list"
      say(difference.gone, "\(gone); what was done for them is not touched")
    }
    sayRejected(review)
  }

  private func sayGoingOn(_ ledger: RunLedger, called name: String) throws {
    let left = try ledger.tally()[.pending]
    if left == 0, operation == .delete {
      return console.say(
        "\(name) is of this list, and its deletion has come to its end: nothing is sent. To look at the account anew, name "
          + "another --checkpoint.")
    }
    console.say("\(name) is of this list: going on, \(count(left, "customer is", "customers are")) left.")
  }

  /// Options that say how a list is read and made into customers, beside its mapping.
  private static let namesOfReading =
    (Options.listOptions + [Options.keys.declaration, Options.after.declaration, Options.grace.declaration]).map(\.name)

  /// What the checkpoint keeps, with how the list is written and to be read from now on, so that the next call does not
  /// fall back.
  private func optionsWithList(of ledger: RunLedger) -> String {
    guard var stored = StoredOptions(ledger.header.options) else { return ledger.header.options }
    stored.shape = intake.shape
    for name in Self.namesOfReading { stored.given[name] = given(name, in: arguments.given) }
    return stored.text
  }

  /// Whether the same bytes are to be read, or made into customers, in another way than for the checkpoint.
  private func isAskedForDifferently(than ledger: RunLedger) -> Bool {
    let before = StoredOptions(ledger.header.options)?.given ?? [:]
    return Self.namesOfReading.contains { given($0, in: arguments.given) != given($0, in: before) }
  }

  /// What was given for an option; an empty condition is none.
  private func given(_ name: String, in options: [String: [String]]) -> [String]? {
    let values = options[name]
    return name == Options.filter.declaration.name && values == [""] ? nil : values
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
    var header = JobHeader(
      kind: arguments.command.rawValue, operation: operation, run: Self.makeRunName(), baseURL: accountName,
      userKind: first?.userKind ?? (arguments.has(Options.serviceUsers) ? .service : .bot), listPath: intake.path,
      listDigest: digest,
      mapping: intake.mapping, options: stored.text, createdAt: Date.now.formatted(.iso8601),
      programVersion: Program.version)
    header.earlierRun = first?.run ?? ""
    return header
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
    // What follows from another job has reasons of its own, said at the end.
    guard review.rejected > 0, first == nil else { return }
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
