import Ledger

/// Names customers of whom nobody will find out any more what the account has for them, unless something is done.
struct DoubtReport {
  let gone: [GoneCustomer]

  init(_ ledger: RunLedger) throws { gone = try ledger.doubtsOfGoneCustomers() }

  var isEmpty: Bool { gone.isEmpty }

  func say(on console: Console) {
    guard !gone.isEmpty else { return }
    let names = gone.prefix(5).map { "\($0.key) (\($0.name))" }.joined(separator: ", ")
    console.warn(
      "\(count(gone.count, "customer")) left the list while a request for them had no answer, so a user or key of theirs "
        + "may be in the account and is not recorded: \(names)\(gone.count > 5 ? ", …" : ""). Put them back into the list, "
        + "and the same command finds out", code: "gone-in-doubt")
  }

  /// A line for each, for whoever lists differences.
  var lines: [String] {
    gone.map {
      "customer-in-doubt: \($0.key) (\($0.name)) left the list while a request for it had no answer: a user or key of it may "
        + "be in the account and is not recorded"
    }
  }
}
