import Ledger

extension Checkpoint {
  /// The checkpoint of an earlier call of the same command.
  ///
  /// - Returns: `nil` if there is none, or one of which nothing has come: it was left behind before its list was in, or
  ///   before anything was sent. Whoever has seen what a run would do, and said no, may say it differently now.
  static func ofEarlierCall(
    at path: String, of command: CommandName, _ surroundings: Surroundings
  ) throws -> Checkpoint? {
    guard exists(at: path) else { return nil }
    let checkpoint: Checkpoint
    do {
      checkpoint = try Checkpoint(openedAt: path, surroundings)
    } catch {
      if error.code == LedgerError.Code.unstaged.rawValue { return nil }
      throw error
    }
    guard checkpoint.command == command else {
      checkpoint.ledger.close()
      throw Report(
        "other-job", at: path,
        "this is the checkpoint of muster \(checkpoint.command.rawValue), not of muster \(command.rawValue)",
        advice: "name another one with --checkpoint", exit: .checkpointRefused)
    }
    try checkpoint.refuseIfUndone()
    guard try !checkpoint.ledger.isUntouched() else {
      checkpoint.ledger.discard()
      return nil
    }
    return checkpoint
  }

  /// What `ofEarlierCall` finds, for a command that changes nothing: only a checkpoint with which the command would go on.
  static func ofUnfinishedCall(readAt path: String, of command: CommandName) throws -> Checkpoint? {
    guard exists(at: path), RunLedger.isLedger(at: path) else { return nil }
    let checkpoint = try Checkpoint(readAt: path)
    guard checkpoint.command == command, try !checkpoint.isEnded(), try !checkpoint.ledger.isUntouched() else {
      return nil
    }
    return checkpoint
  }

  /// Whether the job is one that brings users into a state, and is over: given again, it is to be done again.
  func isEnded() throws -> Bool {
    switch ledger.header.operation {
    case .activate, .deactivate: try ledger.tally()[.pending] == 0
    // Done again, these would make and take away more; and whoever is deleted stays so.
    case .import, .rotate, .retire, .withdraw, .delete: false
    }
  }

  /// Gives an ended job's checkpoint a name with its date, so that the same command begins anew.
  func setAside(_ console: Console) throws {
    var kept = CheckpointPath.kept(ledger.path, begunAt: ledger.header.createdAt)
    var number = 2
    while Self.exists(at: kept), number < 1000 {
      kept = CheckpointPath.kept(ledger.path, begunAt: "\(ledger.header.createdAt)-\(number)")
      number += 1
    }
    let path = ledger.path
    do {
      try ledger.setAside(as: kept)
    } catch {
      throw Report(error)
    }
    console.say(
      "\(path) is of an earlier call, which has come to its end. It is kept as \(kept), and this call looks at all users "
        + "anew.", code: "begun-anew")
  }

  /// The command line of a further call. Options that are not given now hold as they were given for the checkpoint.
  func goingOn(with given: CommandArguments, _ console: Console) throws(Report) -> CommandArguments {
    for option in [Options.serviceUsers, Options.noMarker] where given.has(option) {
      let name = option.declaration.name
      guard stored.given[name] == nil else { continue }
      throw Report(
        "other-options", at: ledger.path, "the checkpoint was begun without --\(name)",
        advice: "leave it out, or name another checkpoint with --checkpoint", exit: .checkpointRefused)
    }
    var arguments = given
    let mapping = [
      Options.map.declaration, Options.name.declaration, Options.idColumn.declaration, Options.description.declaration,
      Options.metadata.declaration, Options.keysFrom.declaration, Options.after.declaration,
    ].map(\.name)
    // One of them given anew means that the mapping is given anew.
    let isMapped = mapping.contains { arguments.given[$0] != nil }
    // Whether it is the sandbox is said by the checkpoint's name, or has to be said; and a pilot with the first rows is
    // followed by the whole list.
    let own =
      [Options.sandbox.declaration.name, Options.baseURL.declaration.name, Options.maxRows.declaration.name]
      + (isMapped ? mapping : [])
    arguments.adopt(stored.given.filter { !own.contains($0.key) })
    if let filter = arguments[Options.filter], !given.isGiven(Options.filter), !filter.isEmpty {
      console.say(
        "Still under --where \(shellQuoted(filter)), as given for \(ledger.path); --where '' lifts it.", code: "filter")
    }
    return arguments
  }
}
