import Engine
import NgrokAPI

/// How far the reading of an account's lists is, as text. Nobody knows their lengths beforehand.
struct ListingProgress: ProgressText {
  private let counts: String
  private let window: String?
  private let activity: String?

  init(_ engine: borrowing JobEngine, at now: Instant, isStopping: Bool) {
    let tally = engine.tally
    let lists = [AccountList.users] + CredentialKind.allCases.map(AccountList.credentials)
    let parts = lists.compactMap { list in tally.listed[list].map { count($0, list.title) } }
    counts = parts.isEmpty ? "listing the account" : parts.joined(separator: ", ") + " listed"
    window = tally.windowSize > 0 ? "window \(tally.windowUse)/\(tally.windowSize)" : nil
    activity = describeActivity(of: engine, at: now, isStopping: isStopping)
  }

  var line: String { ([counts, window, activity] as [String?]).compactMap { $0 }.joined(separator: ", ") }

  func block(width: Int) -> [String] {
    ["  \(counts)", "  \([window, activity].compactMap { $0 }.joined(separator: " · "))"]
  }
}

extension AccountList {
  /// How messages call one item of the list.
  var title: String {
    switch self {
    case .users: "user"
    case .credentials(let kind): kind.title
    }
  }
}
