import Foundation
import Sandbox

extension World {
  /// A list's answer without what was created a moment ago: the account's lists may lag behind its creations, but never
  /// further than the settling time allows for.
  func withoutLatest(_ body: [UInt8]) -> [UInt8] {
    guard var list = try? JSONSerialization.jsonObject(with: Data(body)) as? [String: Any] else { return body }
    let lag = UInt64((scenario.settings.settle * 9 / 100).wholeNanoseconds)
    let now = serverTime.nanoseconds
    let hidden = Set(
      account.log.reversed().prefix { $0.time.nanoseconds + lag > now }
        .filter { $0.change == .created }.map(\.resource.id.string))
    for (key, value) in list {
      guard let items = value as? [[String: Any]] else { continue }
      list[key] = items.filter { !hidden.contains($0["id"] as? String ?? "") }
    }
    return (try? JSONSerialization.data(withJSONObject: list)).map(Array.init) ?? body
  }
}
