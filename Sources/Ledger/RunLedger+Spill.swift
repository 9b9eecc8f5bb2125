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

  /// Takes in what the last opening spilled, and removes the file once that is durable.
  ///
  /// A file of an earlier opening is left alone: since then the account has been asked instead.
  func takeInSpill() throws(LedgerError) {
    for place in SpillFile.places(ledger: path, run: header.run, folders: spillFolders) {
      guard let file = SpillFile(at: place), file.run == header.run, file.opening == openingNumber - 1 else { continue }
      try commit(file.changes.compactMap(\.change))
      unlink(place)
      spillTakenIn = place
    }
  }
}
