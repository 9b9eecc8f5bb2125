import Roster

extension RecordFilter {
  /// What `--where` says; `nil` if it is not given or empty.
  init?(_ arguments: CommandArguments) throws(FilterFailure) {
    guard let text = arguments[Options.filter], text.contains(where: { !$0.isWhitespace }) else { return nil }
    try self.init(text)
  }
}
