import Engine
import Sandbox

/// What an account holds, in one line each, so that two moments can be compared.
struct Inventory: Equatable {
  let lines: Set<String>

  init(_ account: Account) {
    lines = Set(
      AccountResourceKind.allCases.flatMap { account.resources($0) }.map { resource in
        let acl = resource.acl.map(\.string).joined(separator: ",")
        return [resource.id, resource.name, resource.description, resource.metadata].map(\.string).joined(
          separator: "|")
          + "|\(resource.isActive)|\(resource.ownerID?.string ?? "")|\(acl)"
      })
  }
}

extension Invariants {
  /// After an undo that had no reason to leave anything, the account is what it was before the job that was taken back.
  func checkUndone(before: Inventory) throws {
    let isWhole = books.rows.allSatisfy { [.done, .unchanged].contains($0.state) } && books.rejections.isEmpty
    let isDisturbed =
      scenario.othersComeBetween || scenario.faults.contains { [.others, .veryLate, .duplicated].contains($0) }
    guard scenario.sequel == .undo, isWhole, !isDisturbed else { return }
    let after = Inventory(account)
    if let missing = before.lines.subtracting(after.lines).first {
      throw Violation("missing after the undo: \(missing)")
    }
    if let surplus = after.lines.subtracting(before.lines).first { throw Violation("left by the undo: \(surplus)") }
  }
}
