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

  /// The command line of a further call. Options that are not given now hold as they were given for the checkpoint.
  func goingOn(with given: CommandArguments) throws(Report) -> CommandArguments {
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
    return arguments
  }
}
