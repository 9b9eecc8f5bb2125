import Engine
import NgrokAPI

/// What the API's answers, or their absence, bid a process refrain from, as the witness has heard them.
///
/// Only of a process whose commits do not fail, as what was decided before an answer leaves after it where its commit has to
/// be repeated, and whose clock does not stand still.
struct Restraint {
  private let concurrency: Int
  /// Nothing leaves before this instant: the account's window is full.
  private var quietEnd = Instant(nanoseconds: .min)
  /// No API key is asked for before this instant.
  private var keysHeldUntil = Instant(nanoseconds: .min)
  /// What may be under way at once since the API said that it was too much; grows by one at most with each other answer.
  private var mostUnderWay: Int?
  private var excessEnd = Instant(nanoseconds: .min)
  /// Requests in a row that got no answer of the API.
  private var troublesInARow = 0
  /// So many are an outage, in which one request at a time finds out whether it is over.
  private static let outage = 10

  init(_ settings: JobSettings) { concurrency = settings.concurrency }

  /// - Parameter underWay: how many requests are, this one included.
  func check(_ request: APIRequest, underWay: Int, at now: Instant) throws {
    if now < quietEnd { throw Violation("\(request.target) was sent \((quietEnd - now).inSeconds) s too early") }
    if request.method == .post, request.target == CredentialKind.apiKey.path, now < keysHeldUntil {
      throw Violation("a key was asked for \((keysHeldUntil - now).inSeconds) s too early")
    }
    if troublesInARow >= Self.outage, underWay > 1 {
      throw Violation("\(underWay) requests were under way at once after \(troublesInARow) without an answer")
    }
    if let mostUnderWay, underWay > mostUnderWay {
      throw Violation("\(underWay) requests were under way at once though the API wants fewer: \(mostUnderWay)")
    }
  }

  /// - Parameter object: what the answer's body holds; empty where that is no JSON.
  mutating func hear(_ delivery: Delivery, object: [String: Any], at now: Instant) {
    guard case .answered(let answer) = delivery, answer.status == 204 || (!object.isEmpty && answer.status < 500) else {
      troublesInARow += 1
      return
    }
    troublesInARow = 0
    hear(answer, code: object["error_code"] as? String, at: now)
  }

  private mutating func hear(_ answer: APIAnswer, code: String?, at now: Instant) {
    guard answer.status == 429 else {
      if let mostUnderWay { self.mostUnderWay = mostUnderWay + 1 }
      return
    }
    // Seconds only: of a date the wait is whole seconds by the server's clock.
    let wait = answer.retryAfter.flatMap { Int($0) }.map { Duration.seconds($0) } ?? .zero
    switch code {
    case "ERR_NGROK_225":
      // Those that were under way together are one excess.
      guard now >= excessEnd else { break }
      excessEnd = now + .seconds(1)
      mostUnderWay = max(1, concurrency / 2)
    case "ERR_NGROK_614": if now >= keysHeldUntil { keysHeldUntil = now + wait }
    default: quietEnd = max(quietEnd, now + wait)
    }
  }
}
