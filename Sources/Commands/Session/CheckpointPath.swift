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
}
