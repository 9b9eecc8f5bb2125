/// Files that hold what runs recorded, which nobody may overwrite.
public enum RunRecords {
  /// - Returns: what the file is, in words; `nil` if it holds no records of a run, or there is none.
  public static func kept(at path: String) -> String? {
    if isRecord(path) { return "a checkpoint of muster" }
    for suffix in ["-wal", "-shm", "-journal", "-spill", "-reserve", "-incoming"] where path.hasSuffix(suffix) {
      let owner = String(path.dropLast(suffix.count))
      guard isRecord(owner) || (owner.hasSuffix(".muster") && (LedgerFile.size(of: path) ?? 0) > 0) else { continue }
      return "part of the checkpoint \(owner)"
    }
    return nil
  }

  private static func isRecord(_ path: String) -> Bool {
    guard LedgerFile.identity(of: path) != nil else { return false }
    // What this process works on itself is not looked into; see `LedgerFile`.
    guard !LedgerFile.isOpen(path) else { return true }
    guard let head = LedgerFile.head(of: path) else { return false }
    return [.ledger, .unstaged, .inventory].contains(FileHead(head))
  }
}
