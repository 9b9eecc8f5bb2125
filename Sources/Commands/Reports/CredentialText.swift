import Ledger
import NgrokAPI

extension Demand {
  /// `20 API keys`, `20 API keys, 20 authtokens and 1 SSH credential`
  var spokenCredentials: String { Report.enumerated(credentialParts) }

  /// The same, one for each kind.
  var credentialParts: [String] {
    let parts = [
      (apiKeys, CredentialKind.apiKey.title), (authtokens, CredentialKind.authtoken.title),
      (sshCredentials, CredentialKind.ssh.title), (carried, "carried-over credential"),
    ]
    let some = parts.filter { $0.0 > 0 }.map { count($0.0, $0.1) }
    return some.isEmpty ? [count(0, CredentialKind.apiKey.title)] : some
  }
}

extension LedgerCounts {
  /// The credentials that are recorded, by kind.
  var credentialParts: [String] {
    let some = CredentialKind.allCases.filter { credentialsByKind[$0, default: 0] > 0 }
      .map { count(credentialsByKind[$0, default: 0], $0.title) }
    return some.isEmpty ? [count(0, CredentialKind.apiKey.title)] : some
  }
}

extension Report {
  /// `a`, `a and b`, `a, b and c`
  static func enumerated(_ parts: [String]) -> String {
    guard let last = parts.last else { return "" }
    return parts.count == 1 ? last : parts.dropLast().joined(separator: ", ") + " and " + last
  }
}
