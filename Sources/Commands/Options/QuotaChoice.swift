import Sandbox

/// How many credentials of a kind the emulated account may have: `authtoken=20`.
struct QuotaChoice: Equatable {
  var kind: AccountResourceKind
  var quota: AccountLimits.Quota

  static let accepted =
    "KIND=N, such as authtoken=20; the kinds are \(kinds.map(\.0).joined(separator: ", "))"

  private static let kinds: [(String, AccountResourceKind)] = [
    ("api_key", .apiKey), ("authtoken", .authtoken), ("ssh", .sshCredential),
  ]

  /// - Returns: `nil` if the text is none.
  init?(_ text: String) {
    let parts = text.split(separator: "=", omittingEmptySubsequences: false)
    guard parts.count == 2, let kind = Self.kinds.first(where: { $0.0 == parts[0] })?.1,
      let count = parseCount(String(parts[1]))
    else { return nil }
    self.kind = kind
    quota = AccountLimits.Quota(count)
  }
}
