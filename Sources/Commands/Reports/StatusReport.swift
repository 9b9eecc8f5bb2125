import Engine
import Ledger
import NgrokAPI

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// How far a run is, for eyes or for programs.
struct StatusReport {
  let header: JobHeader
  let path: String
  let tally: Tally
  let reasons: [ReasonGroup]
  let counts: LedgerCounts
  let price: RunPrice
  /// The process that works on the checkpoint now; `nil` if none does or the system does not tell.
  let holder: Int?
  /// The checkpoint of the undo that takes this job back; `nil` if none does.
  let undoneBy: String?

  /// - Parameter fit: breaks long sentences.
  func text(fit: (String) -> String) -> String {
    var lines = [
      "\(path): \(header.kind) of \(header.listPath) into \(accountName), begun \(header.createdAt)", "",
      "  \(TallyReport(tally: tally).law)",
      "  \(Report.enumerated([count(counts.users, "user")] + counts.credentialParts)) recorded, "
        + "\(count(counts.attempts, "attempt"))",
    ]
    if tally[.pending] > 0 {
      lines.append("  left: \(count(price.requests, "request")) at the most, \(price.spokenTime)")
    }
    if let holder {
      lines.append("  process \(holder) is working on it")
    } else if let undoneBy {
      lines.append("  taken back by the undo recorded in \(undoneBy)")
    } else if tally[.pending] > 0 {
      lines.append("  nobody is working on it; muster resume \(shellQuoted(path)) goes on")
    }
    let reasonLines = ReasonReport(reasons).lines(most: .max)
    if !reasonLines.isEmpty { lines += ["", "Reasons"] + reasonLines.map(fit) }
    if !tally.isBalanced { lines += ["", "  warning: these numbers do not add up; please report it"] }
    return lines.joined(separator: "\n") + "\n"
  }

  private var accountName: String { AccountAccess.title(of: header.baseURL) }

  private struct Document: Encodable {
    struct Reason: Encodable {
      var state: String
      var code: String
      var count: Int
      var exampleKey: String
      var exampleLine: Int
      var exampleMessage: String
    }

    var checkpoint: String
    var command: String
    var list: String
    var account: String
    var run: String
    var createdAt: String
    var read: Int
    /// By the words of the conservation law; all of them, also where they count nothing.
    var states: [String: Int]
    var isBalanced: Bool
    var users: Int
    var credentials: Int
    /// By the words of the results.
    var credentialsByKind: [String: Int]
    var attempts: Int
    var requestsLeft: Int
    /// At the limit; absent where there is none.
    var secondsLeft: Int?
    /// The process that works on it, if one does.
    var holder: Int?
    var undoneBy: String?
    var reasons: [Reason]
  }

  var json: String {
    var states: [String: Int] = [:]
    for state in CustomerState.allCases where state != .done { states[state.word] = tally[state] }
    for verb in Verb.allCases { states[verb.word] = tally[verb] }
    let document = Document(
      checkpoint: path, command: header.kind, list: header.listPath, account: header.baseURL, run: header.run,
      createdAt: header.createdAt, read: tally.read, states: states, isBalanced: tally.isBalanced,
      users: counts.users, credentials: counts.credentials,
      credentialsByKind: Dictionary(
        uniqueKeysWithValues: CredentialKind.allCases.map { ($0.rawValue, counts.credentialsByKind[$0, default: 0]) }),
      attempts: counts.attempts, requestsLeft: price.requests,
      secondsLeft: price.time.map { Int($0.components.seconds) }, holder: holder,
      undoneBy: undoneBy,
      reasons: reasons.map {
        Document.Reason(
          state: $0.state.word, code: $0.code, count: $0.count, exampleKey: $0.exampleKey,
          exampleLine: $0.exampleSource.line, exampleMessage: $0.exampleMessage)
      })
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    // Texts and numbers: there is nothing in it that JSON cannot hold.
    let data = (try? encoder.encode(document)) ?? Data()
    return String(decoding: data, as: UTF8.self) + "\n"
  }
}
