import Engine
import Ledger

/// The customers whose end is unknown, for eyes: each with its candidates, their ids and when they were created.
struct UnknownListing {
  let cases: [UnknownCase]
  let shape: (SourcePosition) -> String

  var text: String {
    var lines: [String] = []
    for entry in cases {
      let customer = entry.unknown.customer
      let place = shape(entry.unknown.source)
      lines.append("\(place) (\(customer.key)): \(Report.shown(customer.name)), \(doubt(of: entry))")
      if entry.candidates.isEmpty { lines.append("  nothing in the account looks like it") }
      for candidate in entry.candidates.sorted(by: { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }) {
        lines.append("  \(words(for: candidate))")
      }
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private func doubt(of entry: UnknownCase) -> String {
    switch entry.step {
    case StepNumber.user?: "its user may have been created (\(entry.unknown.code))"
    case let step?: "its credential \(step.rawValue) may have been created (\(entry.unknown.code))"
    case nil: entry.unknown.message
    }
  }

  private func words(for candidate: UnknownCase.Candidate) -> String {
    switch candidate {
    case .user(let user):
      "\(user.id)  user, created \(user.createdAt)\(user.isActive ? "" : ", inactive")"
    case .credential(let credential):
      "\(credential.id)  \(credential.kind.title) of \(credential.ownerID?.rawValue ?? "nobody"), created "
        + credential.createdAt
    }
  }
}
