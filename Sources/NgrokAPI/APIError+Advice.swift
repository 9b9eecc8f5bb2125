extension APIError {
  static let codePrefix = "ERR_NGROK_"

  /// The number in the code, such as 4112.
  public var number: Int? { Int(code.dropFirst(Self.codePrefix.count)) }

  /// Whether it says that there may be no more credentials of a kind.
  public var fillsQuota: Bool { ErrorExplanation.known(number)?.effect == .fillsQuota }

  /// What the code means, in one sentence for a person; the API's own message where the code is not known here.
  public var meaning: String {
    ErrorExplanation.known(number)?.meaning ?? message
  }

  /// What to do about it, in one sentence for a person.
  public var advice: String {
    if let advice = ErrorExplanation.known(number)?.advice { return advice }
    // What has no code of the API's stands on none of its pages.
    guard code.hasPrefix(Self.codePrefix) else {
      return operationID.isEmpty
        ? "Check the address (--base-url)." : "Ask support@ngrok.com about operation \(operationID)."
    }
    if operationID.isEmpty { return "Look up \(code) at https://ngrok.com/docs/errors." }
    return "Look up \(code) at https://ngrok.com/docs/errors, or ask support@ngrok.com about operation \(operationID)."
  }
}
