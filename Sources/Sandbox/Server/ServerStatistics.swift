/// What the server has seen, for the admin view.
struct ServerStatistics {
  private struct Key: Hashable {
    var method: String
    var collection: String
    var status: Int
  }

  var connections = 0
  var openConnections = 0
  var requests = 0
  private var answers: [Key: Int] = [:]
  private var faults: [String: Int] = [:]

  /// Counts a request by what it meets; a status of 0 is one that gets no answer.
  mutating func count(_ method: String, _ collection: String, status: Int) {
    answers[Key(method: method, collection: collection, status: status), default: 0] += 1
  }

  mutating func count(_ fault: Fault) { count(fault: fault.rawValue) }

  mutating func count(fault name: String) { faults[name, default: 0] += 1 }

  func encode(account: Account) -> [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    json.member("requests", requests)
    json.member("arrivals", account.arrivals)
    json.member("maximum_arrivals_in_window", account.maximumArrivalsInWindow)
    json.member("mutations", account.nextSequence)
    json.member("connections", connections)
    json.member("open_connections", openConnections)
    json.name("answers")
    json.beginArray()
    let keys = answers.keys.sorted {
      ($0.collection, $0.method, $0.status) < ($1.collection, $1.method, $1.status)
    }
    for key in keys {
      json.beginObject()
      json.member("method", key.method)
      json.member("collection", key.collection)
      json.member("status", key.status)
      json.member("count", answers[key] ?? 0)
      json.endObject()
    }
    json.endArray()
    json.name("faults")
    json.beginArray()
    for name in faults.keys.sorted() {
      json.beginObject()
      json.member("fault", name)
      json.member("count", faults[name] ?? 0)
      json.endObject()
    }
    json.endArray()
    json.endObject()
    return json.bytes
  }
}

extension Account {
  /// Everything that the account holds, oldest first, without tokens.
  func dump() -> [UInt8] {
    var json = JSONWriter(capacity: 65_536)
    json.beginObject()
    json.member("admin_id", adminID)
    for kind in AccountResourceKind.allCases {
      json.name(kind.traits.listKey)
      json.beginArray()
      for resource in resources(kind).reversed() { json.resource(resource, token: nil, baseURL: "") }
      json.endArray()
    }
    json.endObject()
    return json.bytes
  }
}
