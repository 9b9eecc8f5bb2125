import Foundation

@testable import Sandbox

/// A client of an account in virtual time. It reads answers with Foundation's JSON, not with the module's own.
final class AccountClient {
  let account: Account
  var key = "sandbox"
  var now = AccountTime.seconds(1_000)

  init(seed: UInt64 = 7, _ change: (inout AccountConfiguration) -> Void = { _ in }) {
    var configuration = AccountConfiguration()
    configuration.limits = .unlimited
    change(&configuration)
    account = Account(seed: seed, configuration: configuration)
  }

  init(account: Account) { self.account = account }

  @discardableResult
  func send(_ method: String, _ target: String, _ body: [String: Any]? = nil, tag: UInt64 = 0) -> Answer {
    let bytes = body.flatMap { try? JSONSerialization.data(withJSONObject: $0) }.map(Array.init) ?? []
    return send(AccountRequest(method, target, apiKey: key, body: bytes, tag: tag))
  }

  func send(_ request: AccountRequest) -> Answer { Answer(account.respond(to: request, at: now)) }

  func advance(_ seconds: Double) { now = AccountTime(nanoseconds: now.nanoseconds + UInt64(seconds * 1e9)) }

  /// Makes a bot user and returns its id.
  func makeBot(_ name: String, active: Bool = true) -> String {
    send("POST", "/bot_users", ["name": name, "active": active]).id
  }

  /// Makes an API key and returns its id and token.
  func makeKey(owner: String, description: String = "", metadata: String = "") -> (id: String, token: String) {
    let body = ["owner_id": owner, "description": description, "metadata": metadata]
    let answer = send("POST", "/api_keys", body)
    return (answer.id, answer["token"] as? String ?? "")
  }

  /// Makes an authtoken and returns its id.
  func makeAuthtoken(owner: String, description: String = "", acl: [String] = []) -> String {
    send("POST", "/credentials", ["owner_id": owner, "description": description, "acl": acl]).id
  }

  func acting(as key: String) -> AccountClient {
    let other = AccountClient(account: account)
    other.key = key
    other.now = now
    return other
  }

  /// A list whose filter is percent-encoded here.
  func list(_ path: String, filter: String) -> Answer {
    let encoded = filter.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    return send("GET", "\(path)?filter=\(encoded)")
  }
}

struct Answer {
  let response: AccountResponse
  let json: [String: Any]

  init(_ response: AccountResponse) {
    self.response = response
    json = (try? JSONSerialization.jsonObject(with: Data(response.body))) as? [String: Any] ?? [:]
  }

  var status: Int { response.status }
  var code: String? { json["error_code"] as? String }
  var id: String { json["id"] as? String ?? "" }
  /// The status and code of a refusal in one value.
  var refusal: String { "\(status) \(code ?? "-")" }
  var next: String? { json["next_page_uri"] as? String }
  subscript(name: String) -> Any? { json[name] }
  /// Whether the field is there and null.
  func isNull(_ name: String) -> Bool { json[name] is NSNull }

  /// The ids of a list's answer, in its order.
  var ids: [String] { items.compactMap { $0["id"] as? String } }
  var items: [[String: Any]] {
    json.values.lazy.compactMap { $0 as? [[String: Any]] }.first ?? []
  }
}
