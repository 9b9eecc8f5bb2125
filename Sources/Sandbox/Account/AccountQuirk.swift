/// A way in which the real API may differ from what is usual, where its documentation leaves that open.
public enum AccountQuirk: String, Sendable, CaseIterable {
  case lostAnchorNotFound = "lost-anchor-404"
  case lostAnchorInvalid = "lost-anchor-400"
  case trailingPage = "trailing-page"
  case futureMembers = "future-members"
  case randomOrder = "random-order"

  /// One line for the help.
  public var summary: String {
    switch self {
    case .lostAnchorNotFound: "answers 404 to a list whose before_id has been deleted"
    case .lostAnchorInvalid: "answers 400 to a list whose before_id has been deleted"
    case .trailingPage: "a last page that is full is followed by an empty one"
    case .futureMembers: "answers have members that no client knows yet"
    case .randomOrder: "what was created within one second is listed in any order"
    }
  }

  func apply(to configuration: inout AccountConfiguration) {
    switch self {
    case .lostAnchorNotFound: configuration.lostAnchor = .notFound
    case .lostAnchorInvalid: configuration.lostAnchor = .invalid
    case .trailingPage: configuration.hasTrailingPages = true
    case .futureMembers: configuration.hasFutureMembers = true
    case .randomOrder: configuration.listOrder = .randomWithinSecond
    }
  }
}

extension AccountConfiguration {
  /// The same account with these quirks.
  public mutating func adopt(_ quirks: [AccountQuirk]) {
    for quirk in quirks { quirk.apply(to: &self) }
  }
}
