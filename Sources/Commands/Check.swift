import Engine
import Ledger
import RecordStreams
import Roster

/// Says what an import would do, and sends nothing: the list is staged as an import does it, into a ledger that is thrown
/// away.
struct Check: Command {
  let arguments: CommandArguments
  let surroundings: Surroundings

  private var console: Console { surroundings.console }

  func run() throws -> ExitCode {
    let inputs = [arguments.operands[0], arguments[Options.job]].compactMap { $0 }
    let rejects = arguments[Options.rejects]
    let outputs = [rejects, arguments[Options.writeJob]].compactMap { $0 }
    guard outputs.count < 2 || outputs[0] != outputs[1] else {
      throw UsageError.contradiction("--rejects and --write-job write two things: name two files")
    }
    for output in outputs { try OutputDestination.probe(output, sparing: inputs, console: console) }
    let intake = try ListIntake(arguments)
    let ledger = try TemporaryLedger.make(for: intake, path: surroundings.temporaryPath("check"))
    defer { ledger.discard() }
    let review = try TemporaryLedger.stage(intake, into: ledger)
    if let rejects {
      try ResultWriting(arguments, console: console)
        .writeRows(.rejected, of: ledger, written: intake.shape, to: rejects)
    }

    let filtered = review.filtered > 0 ? ", \(grouped(review.filtered)) of them left out by --where" : ""
    try show("\(intake.list.name): \(count(review.read, "record"))\(filtered)\n")
    try printMapping(intake)
    try printPreview(ledger, review, intake.proposal.mapping)
    try printRejections(ledger, review, of: intake)
    try printLookalikes(review, of: intake)
    try printPrice(review, try ledger.pendingDemand())
    try writeJob(of: intake)
    return review.rejected == 0 ? .success : .incomplete
  }

  /// Prints to standard output, unless that is where a file goes.
  private func show(_ text: String) throws {
    if [arguments[Options.writeJob], arguments[Options.rejects]].contains("-") {
      console.writeRaw(text)
    } else {
      try console.print(text)
    }
  }

  private func writeJob(of intake: ListIntake) throws {
    guard let path = arguments[Options.writeJob] else { return }
    let destination = try OutputDestination(path, console: console)
    try Array(JobFileText(of: intake, arguments).text.utf8).withUnsafeBytes { try destination.sink.write($0) }
    try destination.complete()
    if path != "-" { try show("The job is in \(path): muster import --job \(shellQuoted(path)) does just this.\n") }
  }

  private func printMapping(_ intake: ListIntake) throws {
    var lines = ["", "What becomes what"]
    lines += intake.proposal.choices.map { "  \($0.description)" }
    if !intake.proposal.unusedColumns.isEmpty {
      lines.append("  not used    \(intake.proposal.unusedColumns.joined(separator: ", "))")
    }
    if let filter = intake.filter { lines.append("  taken       rows for which \(filter)") }
    let notices = intake.readNotices.map(\.message) + intake.mappingNotices
    lines += notices.map { "  note: \($0)" }
    try show(lines.joined(separator: "\n") + "\n")
  }

  private func printPreview(_ ledger: RunLedger, _ review: StagingReview, _ mapping: CustomerMapping) throws {
    guard review.customers > 0 else { return }
    let shown = try ledger.pending(after: nil, limit: 5).map(\.customer)
    let sink = MemoryByteSink()
    var table = OutputFormat.table.makeWriter(to: sink)
    let own = [
      (mapping.keys != nil, "keys"), (mapping.authtokens != nil, "authtokens"), (!mapping.acl.isEmpty, "acl"),
      (mapping.publicKey != nil, "ssh_public_key"), (mapping.active != nil, "active"),
    ].filter(\.0).map(\.1)
    try table.begin(columns: ["key", "name", "description", "metadata"] + own)
    for customer in shown {
      var values = [customer.key, customer.name, customer.description, customer.metadata]
      if mapping.keys != nil { values.append("\(customer.keyCount)") }
      if mapping.authtokens != nil { values.append("\(customer.authtokenCount)") }
      if !mapping.acl.isEmpty { values.append(customer.acl.joined(separator: " ")) }
      if mapping.publicKey != nil { values.append(Self.shortened(customer.publicKey)) }
      if mapping.active != nil { values.append(customer.isActive ? "yes" : "no") }
      try table.write(values)
    }
    try table.finish()
    let rest = review.customers - shown.count
    var text = "\n\(rest > 0 ? "The first customers" : "The customers")\n"
    text += sink.text.split(separator: "\n").map { "  \($0)\n" }.joined()
    if rest > 0 { text += "  and \(grouped(rest)) more\n" }
    try show(text)
  }

  /// Two keys of one type differ at their ends.
  private static func shortened(_ publicKey: String) -> String {
    let parts = publicKey.split(separator: " ")
    return parts.count == 2 ? "\(parts[0]) …\(parts[1].suffix(12))" : publicKey
  }

  private func printRejections(_ ledger: RunLedger, _ review: StagingReview, of intake: ListIntake) throws {
    guard review.rejected > 0 else { return }
    let most = arguments.has(Options.verbose) ? Int.max : 20
    try show("\n\(count(review.rejected, "row is rejected", "rows are rejected"))\n")
    var printed = 0
    try ledger.forEachOriginalRow(.rejected) { row in
      guard printed < most else { return }
      printed += 1
      let place = intake.shape.place(in: intake.list.name, row.source)
      try show(console.fitted("  \(place): \(row.message)") + "\n")
    }
    if review.rejected > printed {
      try show(
        "  and \(grouped(review.rejected - printed)) more; -v shows all, --rejects FILE writes them\n")
    }
  }

  private func printLookalikes(_ review: StagingReview, of intake: ListIntake) throws {
    guard review.lookalikeCount > 0 else { return }
    try show("\n\(count(review.lookalikeCount, "name looks", "names look")) like another one\n")
    for lookalike in review.lookalikes {
      let place = intake.shape.place(in: intake.list.name, lookalike.source)
      try show("  \(place): \(lookalike.message(intake.shape))\n")
    }
    let rest = review.lookalikeCount - review.lookalikes.count
    if rest > 0 { try show("  and \(grouped(rest)) more\n") }
  }

  private func printPrice(_ review: StagingReview, _ demand: Demand) throws {
    let price = RunPrice(
      customers: review.customers, credentials: review.credentials, deactivations: review.inactive,
      rate: JobSettings.rate(arguments), share: (arguments[Options.maxShare] ?? 100) / 100)
    let kind = arguments.has(Options.serviceUsers) ? "service user" : "bot user"
    var lines = ["", "What an import takes"]
    let inactive = review.inactive > 0 ? "; \(grouped(review.inactive)) of the users inactive in the end" : ""
    lines.append(
      "  \(Report.enumerated([count(review.customers, kind)] + demand.credentialParts))\(inactive)")
    lines.append(
      "  \(count(price.requests, "request")), and one for every 100 users that the account has already")
    let end = price.time.flatMap { $0 > .zero ? "; begun now it ends about \(clockTime(in: $0))" : nil }
    lines.append("  \(price.spokenTime)\(end ?? "")")
    lines.append("Nothing was sent.")
    try show(lines.joined(separator: "\n") + "\n")
  }
}

/// `1 row`, `2,000 rows`
func count(_ number: Int, _ singular: String, _ plural: String? = nil) -> String {
  "\(grouped(number)) \(number == 1 ? singular : plural ?? singular + "s")"
}
