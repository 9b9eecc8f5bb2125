/// What of a customer comes from the list.
public enum CustomerField: String, Sendable, CaseIterable, Codable {
  case key, name, description, metadata
  /// How many API keys the customer gets.
  case keys
  /// How many authtokens.
  case authtokens
  /// The rules for its authtokens and SSH credential.
  case acl
  /// Its own SSH public key, for which it gets an SSH credential.
  case publicKey = "ssh-public-key"
  /// Whether the user is to be active in the end.
  case active
  /// The ids of credentials whose places new ones of the customer take.
  case replaces
  /// Which credentials the customer gets beside those, as an export for an import lists them.
  case credentials

  /// Whether the name is known when this field is made, so that its slug can go into it.
  var knowsName: Bool { self == .description || self == .metadata || self == .acl }

  /// What messages call it.
  var subject: String {
    switch self {
    case .key, .name, .description, .metadata: "the \(rawValue)"
    case .keys: "the number of keys"
    case .authtokens: "the number of authtokens"
    case .acl: "the ACL"
    case .publicKey: "the SSH public key"
    case .active: "the active flag"
    case .replaces: "the replaced credential"
    case .credentials: "the list of credentials"
    }
  }

  var remedyForEmpty: String {
    switch self {
    case .keys: "fill it in, or write --map keys='{COLUMN | default:1}'"
    case .authtokens: "fill it in, or write --map authtokens='{COLUMN | default:1}'"
    case .acl:
      "without a rule nothing would be restricted: fill it in, or write '{COLUMN | default:*}' if that is meant"
    case .active: "fill it in, or write --map active='{COLUMN | default:true}'"
    case .key, .name, .description, .metadata, .publicKey, .replaces, .credentials: "fill it in or take the row out"
    }
  }
}
