import Ledger

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A run's checkpoint, opened, with the command line that it remembers.
struct Checkpoint {
  let ledger: RunLedger
  let stored: StoredOptions

  /// Opens it for itself, to go on with its run, and takes in what the last run could not record.
  init(openedAt path: String, _ surroundings: Surroundings) throws(Report) {
    self = try Self.wording { () throws(LedgerError) in
      try RunLedger.open(at: path, spillFolders: SpillFolders.paths(surroundings.variable))
    }
    if let place = ledger.spillTakenIn {
      surroundings.console.say("\(path): took in what the last run kept in \(place)", code: "spill-taken-in")
    }
  }

  /// Opens it to look into it, also while a run works on it.
  init(readAt path: String) throws(Report) {
    self = try Self.wording { () throws(LedgerError) in try RunLedger.openForReading(at: path) }
  }

  private init(_ ledger: RunLedger) throws(Report) {
    guard let stored = StoredOptions(ledger.header.options) else {
      throw Report(
        "checkpoint_newer", at: ledger.path,
        "the checkpoint was written by a later muster (\(ledger.header.programVersion))",
        advice: "go on with that one", exit: .checkpointRefused)
    }
    self.ledger = ledger
    self.stored = stored
  }

  private static func wording(_ open: () throws(LedgerError) -> RunLedger) throws(Report) -> Checkpoint {
    let ledger: RunLedger
    do {
      ledger = try open()
    } catch {
      var report = Report(error)
      // Of a new one it is a wrong choice of place; this one is there.
      if error.code == .unwritable { report.exitCode = .checkpointRefused }
      throw report
    }
    return try Checkpoint(ledger)
  }

  /// Whether there is a file that holds anything.
  static func exists(at path: String) -> Bool {
    var information = stat()
    return stat(path, &information) == 0 && information.st_size > 0
  }

  /// Where the list may be that the checkpoint was made from: as it was named, and beside the checkpoint.
  var lists: [String] {
    let ending = ".muster"
    let stem = ledger.path.hasSuffix(ending) ? String(ledger.path.dropLast(ending.count)) : ledger.path
    return [ledger.header.listPath, stem] + (stem.hasSuffix(".sandbox") ? [String(stem.dropLast(8))] : [])
  }

  /// Says that records are missing, where the log that held them is not there.
  func warnOfMissingRecords(on console: Console) throws {
    guard try ledger.isWithoutLog() else { return }
    console.warn(
      "\(ledger.path): the run was not ended in order, and \(ledger.path)-wal, which holds what it recorded last, is not "
        + "beside it: this is not all", code: "checkpoint_incomplete")
  }

  /// Refuses to go on with a job that another one takes back.
  ///
  /// - Parameter undo: the checkpoint of an undo that goes on.
  func refuseIfUndone(by undo: String? = nil) throws {
    guard let other = try ledger.undoneBy(), other != undo else { return }
    // The same file may be called differently from another folder.
    if let undo, Self.exists(at: undo), try Checkpoint(readAt: undo).ledger.header.earlierRun == ledger.header.run {
      return
    }
    throw Report(
      "job-undone", at: ledger.path,
      "what this run did is taken back by the undo recorded in \(other), so it goes on no more",
      advice: "begin anew with another --checkpoint", exit: .checkpointRefused)
  }

  /// What the job does, as a command of this program.
  var command: CommandName { CommandName(rawValue: ledger.header.kind) ?? .import }

  /// The command line as the job's command would have to be given now to go on with it.
  func arguments(besides given: CommandArguments) -> CommandArguments {
    var arguments = CommandArguments(command: command)
    arguments.inherit(given.given)
    // Asked for another account than the checkpoint's, that is what is to be refused, not two accounts at once.
    let other =
      if given.has(Options.sandbox) { Options.baseURL.declaration.name } else if given.isGiven(Options.baseURL) {
        Options.sandbox.declaration.name
      } else { "" }
    arguments.inherit(stored.given.filter { $0.key != other })
    return arguments
  }

  /// Where the embedded account is, if the checkpoint belongs to one.
  var sandboxAccount: String { SandboxHost.accountPath(besideCheckpoint: ledger.path) }
}
