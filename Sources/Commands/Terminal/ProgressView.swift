/// How far a job is with its customers, as text.
struct ProgressView: ProgressText {
  var total: Int
  var done: Int
  var errors = 0
  /// Slots taken and slots there are; `nil` without a limit.
  var windowUse: (taken: Int, size: Int)?
  var underWay = 0
  /// Users of the account listed so far, while that is what the run does.
  var baselineUsers = 0
  var timeLeft: Duration?
  /// What it waits for, if it does.
  var activity: String?

  init(total: Int, done: Int) {
    self.total = total
    self.done = done
  }

  var line: String {
    var parts = ["\(grouped(done)) of \(grouped(total)) customers"]
    if let errorText { parts.append(errorText) }
    if let windowText { parts.append(windowText) }
    if let endText { parts.append(endText) }
    if let activity { parts.append(activity) }
    return parts.joined(separator: ", ")
  }

  func block(width: Int) -> [String] {
    let percent = total > 0 ? done * 100 / total : 100
    let label = " \(percent) %  \(grouped(done)) of \(grouped(total))"
    let room = max(10, min(40, width - label.count - 4))
    let filled = total > 0 ? done * room / total : room
    let bar = String(repeating: "━", count: filled) + String(repeating: "╌", count: room - filled)
    let facts = [errorText, windowText, endText].compactMap { $0 }.joined(separator: " · ")
    return ["  \(bar)\(label)", "  \(facts)", "  \(activity ?? work)"]
  }

  private var work: String {
    if baselineUsers > 0 { return "listing the account's users: \(grouped(baselineUsers)) so far" }
    return underWay == 1 ? "1 request under way" : "\(underWay) requests under way"
  }

  private var errorText: String? {
    errors == 0 ? nil : "\(grouped(errors)) failed"
  }

  private var windowText: String? {
    windowUse.map { "window \($0.taken)/\($0.size)" }
  }

  private var endText: String? {
    timeLeft.map { $0 < .seconds(1) ? "ends now" : "ends about \(clockTime(in: $0)) (in \(spoken($0)))" }
  }
}
