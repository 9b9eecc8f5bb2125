import Engine
import Ledger

/// The conservation law in words: what became of every record of the list.
struct TallyReport {
  let tally: Tally

  /// One for each word of the law that counts anything, in its order.
  var terms: [(word: String, count: Int)] {
    var terms: [(String, Int)] = []
    for state in CustomerState.lawOrder {
      if state == .done {
        terms += Verb.allCases.map { ($0.word, tally[$0]) }
      } else {
        terms.append((state.word, tally[state]))
      }
    }
    return terms.filter { $0.1 > 0 }
  }

  /// `253 records = 240 created + 13 rejected`
  var law: String {
    let sum = terms.map { "\(grouped($0.count)) \($0.word)" }.joined(separator: " + ")
    return "\(grouped(tally.read)) \(tally.read == 1 ? "record" : "records") = \(sum.isEmpty ? "0" : sum)"
  }

  /// Whether nothing is left to do, and nothing went wrong.
  var exitCode: ExitCode {
    let troubled = tally[.failed] + tally[.rejected] + tally[.unknown] + tally[.pending]
    return troubled == 0 ? .success : .incomplete
  }
}

extension CustomerState {
  static let lawOrder: [CustomerState] = [
    .filtered, .done, .unchanged, .skipped, .rejected, .failed, .unknown, .pending,
  ]
}
