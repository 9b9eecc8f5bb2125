/// Where a job is recorded unless the person says otherwise: beside what it works on.
enum CheckpointPath {
  /// `customers.csv` → `customers.csv.muster`, and for a job on existing users `customers.csv.deactivate.muster`; of an
  /// earlier job's checkpoint, `customers.csv.muster` → `customers.csv.deactivate.muster`. The sandbox has its own.
  static func of(_ command: CommandName, on operand: String, isSandbox: Bool) throws(UsageError) -> String {
    guard operand != "-" else {
      throw .contradiction(
        "a list from standard input has no name to derive the checkpoint's from: add --checkpoint FILE")
    }
    let ending = ".muster"
    var stem = operand.hasSuffix(ending) ? String(operand.dropLast(ending.count)) : operand
    if isSandbox, !stem.hasSuffix(".sandbox"), !stem.contains(".sandbox.") { stem += ".sandbox" }
    return command == .import ? stem + ending : "\(stem).\(command.rawValue)\(ending)"
  }

  /// Where an ended job's checkpoint is kept when the same command begins anew: `churned.csv.deactivate.muster` →
  /// `churned.csv.deactivate.2026-11-25T164712Z.muster`.
  static func kept(_ path: String, begunAt date: String) -> String {
    let ending = ".muster"
    let stem = path.hasSuffix(ending) ? String(path.dropLast(ending.count)) : path
    return "\(stem).\(date.filter { $0 != ":" })\(ending)"
  }
}
