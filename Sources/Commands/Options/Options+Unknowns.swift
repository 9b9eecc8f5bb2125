import NgrokAPI

/// What a person says about users and credentials of which nothing else tells whose they are.
enum UnknownChoice: Sendable, Equatable {
  case all
  case id(String)

  init?(_ text: String) {
    if text == "all" {
      self = .all
    } else if text.count <= 100, CredentialKind(id: CredentialID(text)) != nil || text.hasPrefix("bot_") {
      self = .id(text)
    } else {
      return nil
    }
  }
}

extension Options {
  static let reconcile = CommandOption.flag(
    "reconcile", in: .output, of: [.resume],
    "Shows the customers whose end is unknown, with the users and credentials in the account that may be theirs; "
      + "changes nothing")

  static let adoptUnknown = choice(
    "adopt-unknown", "Takes this candidate for the customer's own; a credential's token is lost, though")

  static let deleteUnknown = choice(
    "delete-unknown", "Deletes this candidate, a credential, and creates another in its place")

  static let keepUnknown = choice(
    "keep-unknown", "Leaves this candidate alone, as it is somebody else's, and creates the customer's own")

  static let unknownOptions: [OptionDeclaration] = [
    reconcile.declaration, adoptUnknown.declaration, deleteUnknown.declaration, keepUnknown.declaration,
  ]

  private static func choice(_ name: String, _ summary: String) -> CommandOption<UnknownChoice> {
    CommandOption(
      name, placeholder: "ID|all", isRepeatable: true,
      accepted: "an id out of muster resume --reconcile, such as ak_…, or all", in: .output, of: [.resume],
      summary + "; can be given several times"
    ) { UnknownChoice($0) }
  }
}
