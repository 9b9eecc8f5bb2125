import Engine

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension RunLedger {
  /// Puts what answers brought, tokens above all, into a file of its own, where the ledger cannot be written any more.
  ///
  /// Without it nothing would be lost in the account, as every intent is durable: on going on, users would be found and
  /// credentials made anew. With it the tokens are kept.
  ///
  /// `spilledTo` says where the file is.
  public func spill(_ changes: [Change]) {
    let spilled = changes.compactMap { SpilledChange($0) }
    guard !spilled.isEmpty else { return }
    let file = SpillFile(run: header.run, opening: openingNumber, changes: spilled)
    spilledTo = SpillFile.places(ledger: path, run: header.run, folders: spillFolders).first { file.write(to: $0) }
  }

  /// Notes that the ledger is open, with what the last opening spilled taken in, and removes that file.
  ///
  /// Both in one transaction: were the opening counted first, a crash between the two would make the file one of an earlier
  /// opening. Such a one is left alone, as since then the account has been asked instead.
  func markOpened(boot: String) throws(LedgerError) {
    let lastOpening = try database.integer("SELECT openings FROM job") ?? 0
    var taken: [(place: String, changes: [Change])] = []
    for place in SpillFile.places(ledger: path, run: header.run, folders: spillFolders) {
      guard let file = try SpillFile(at: place), file.run == header.run, file.opening == lastOpening else { continue }
      taken.append((place, file.changes.compactMap(\.change)))
    }
    try database.transaction { () throws(LedgerError) in
      for change in taken.flatMap(\.changes) { try write(change) }
      try Self.markOpened(database, boot: boot)
    }
    Self.fold(database)
    openingNumber = lastOpening + 1
    for file in taken {
      unlink(file.place)
      spillTakenIn = file.place
    }
  }
}
