import Engine
import NgrokAPI

extension Report {
  /// Words why a run ended before all customers had.
  init(_ reason: StopReason, settings: JobSettings) {
    switch reason {
    case .interrupted:
      self.init("interrupted", "stopped as asked; what was under way has been finished and recorded", exit: .stopped)
    case .fatal(let error):
      self.init(error)
      if error.fillsQuota { advice = (advice ?? "") + " --on-quota skip goes on with the other kinds meanwhile." }
    case .quotaFull(let errors):
      self.init(
        "quota-full",
        "done but for what the account has no room for: "
          + errors.map { "\($0.meaning) (\($0.code))" }.joined(separator: " "),
        advice: errors.map(\.advice).joined(separator: " "), exit: .stopped)
    case .tooManyErrors:
      let limit =
        switch settings.maximumErrors {
        case .count(let count)?: "\(grouped(count)) customers have"
        case .percent(let share)?: "\(share.formatted()) % of the finished customers have"
        case nil: "the limit allows customers to have"
        }
      self.init(
        "max-errors", "stopped: more than \(limit) failed (--max-errors)",
        advice: "muster status shows the reasons", exit: .stopped)
    case .stopAfter:
      self.init(
        "stop-after", "stopped after \(count(settings.stopAfter ?? 0, "customer")), as asked (--stop-after)",
        exit: .stopped)
    case .maximumDuration:
      self.init(
        "max-duration", "stopped after \(spoken(settings.maximumDuration ?? .zero)), as asked (--max-duration)",
        exit: .stopped)
    case .outage(let trouble):
      self.init(
        "outage", "stopped: the API could not be reached for too long (--max-outage): \(trouble)",
        advice: "check the address and the network, then go on", exit: .stopped)
    case .noSecureConnection(let trouble):
      self = Report.noSecureConnection(trouble)
    case .tooManyDeletions(let wanted, let allowed):
      self.init(
        "max-delete",
        "\(count(wanted, "user")) would be deleted, more than \(grouped(allowed)), so none "
          + "was (--max-delete)",
        advice: "look at what would go with --dry-run, then allow as many", exit: .stopped)
    case .diskFull:
      self.init(
        "disk-full",
        "stopped: the checkpoint's disk is full. What was under way has been recorded, in room kept for that",
        advice: "make room on it, then go on", exit: .stopped)
    case .unreadable(let reason):
      self.init(
        "account-unreadable",
        "stopped: the API answers, but not what has to be known of the account before anything is sent: \(reason)",
        advice: "go on later; if it stays so, ask ngrok, or report it", exit: .stopped)
    case .otherAccount:
      self.init(
        "other-account",
        "this is another account than the checkpoint's: none of the users that the checkpoint knows is there",
        advice: "use the API key of the account that the import was begun with; nothing was changed",
        exit: .checkpointRefused)
    }
  }
}

extension Report {
  /// Words why a command that only reads the account ended early.
  ///
  /// - Parameter command: what does it once more, or goes on with it.
  init(_ reason: StopReason, reading settings: JobSettings, goingOnWith command: String) {
    self.init(reason, settings: settings)
    if reason == .interrupted { message = "stopped as asked; nothing was changed" }
    if exitCode == .stopped { self.command = command }
  }

  static func noSecureConnection(_ trouble: String) -> Report {
    Report(
      "no-secure-connection", "there is no secure connection to the API: \(trouble)",
      advice: "check the address; where a company's proxy certifies it, --ca-cert FILE names the proxy's authority. "
        + "Nothing was sent",
      exit: .stopped)
  }
}

extension Double {
  /// With as many decimals as it needs, two at most.
  func formatted() -> String {
    let hundredths = Int((self * 100).rounded())
    if hundredths % 100 == 0 { return "\(hundredths / 100)" }
    let digits = "\(hundredths % 100)"
    return "\(hundredths / 100).\(digits.count < 2 ? "0" : "")\(digits)"
  }
}
