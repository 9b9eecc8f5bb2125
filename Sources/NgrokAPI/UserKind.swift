/// The two names under which the API keeps users that are not people; they behave alike.
///
/// Bot users were renamed service users; `/bot_users` still works.
public enum UserKind: String, Sendable, CaseIterable {
  case bot
  case service

  /// The collection's path, which is also the key of the list in an answer when the slash is dropped.
  public var path: String {
    switch self {
    case .bot: "/bot_users"
    case .service: "/service_users"
    }
  }

  public var listKey: String { String(path.dropFirst()) }
}
