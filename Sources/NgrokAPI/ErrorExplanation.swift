/// What one of the API's error codes means for a bulk run and for the person in front of it.
///
/// This is the one table of codes: the verdict on an answer and the words for a person both come from it. Codes that
/// are not in it refuse the single request.
struct ErrorExplanation: Sendable {
  enum Effect: Sendable, Equatable {
    /// Every further request would fail likewise: stop the run and leave it resumable.
    case endsRun
    /// The account may have no more credentials of this kind; nothing else is concerned.
    case fillsQuota
    /// Not now: wait, charge nothing, go on.
    case throttles(Throttle.Kind)
    /// This request asks for what cannot be had; others may succeed.
    case refuses
  }

  var effect: Effect
  var meaning: String
  var advice: String
  /// Whether the API's own text repeats the key it was given, which must not get into a log or a ledger.
  var messageRepeatsKey = false

  static func known(_ number: Int?) -> ErrorExplanation? {
    number.flatMap { table[$0] }
  }

  private static let table: [Int: ErrorExplanation] = {
    var table: [Int: ErrorExplanation] = [:]
    for (numbers, explanation) in [authentication, account, client, permission, throttling, quota, data].joined() {
      for number in numbers { table[number] = explanation }
    }
    return table
  }()

  private typealias Rows = [(ClosedRange<Int>, ErrorExplanation)]

  private static func fatal(_ number: Int, _ meaning: String, _ advice: String) -> (ClosedRange<Int>, ErrorExplanation)
  {
    (number...number, ErrorExplanation(effect: .endsRun, meaning: meaning, advice: advice))
  }

  private static func throttle(
    _ number: Int, _ kind: Throttle.Kind, _ meaning: String, _ advice: String
  ) -> (ClosedRange<Int>, ErrorExplanation) {
    (number...number, ErrorExplanation(effect: .throttles(kind), meaning: meaning, advice: advice))
  }

  private static func refusal(_ number: Int, _ meaning: String, _ advice: String) -> (
    ClosedRange<Int>, ErrorExplanation
  ) {
    (number...number, ErrorExplanation(effect: .refuses, meaning: meaning, advice: advice))
  }

  private static let keys = "https://dashboard.ngrok.com/api-keys"

  /// 200 to 209 are about the `Authorization` header, and most of their texts quote what stood in it.
  private static let authentication: Rows = [
    (
      200...209,
      ErrorExplanation(
        effect: .endsRun, meaning: "The API does not accept the API key.",
        advice: "Check NGROK_API_KEY or the key file; keys are made at \(keys).", messageRepeatsKey: true)
    ),
    (
      206...207,
      ErrorExplanation(
        effect: .endsRun, meaning: "The text given as API key is an authtoken.",
        advice: "Make an API key at \(keys); an authtoken opens tunnels but does not speak to the API.",
        messageRepeatsKey: true)
    ),
    (
      208...208,
      ErrorExplanation(
        effect: .endsRun, meaning: "The text given as API key is the key's id.",
        advice: "Use the key's token, which was shown once when the key was made; new ones are made at \(keys).",
        messageRepeatsKey: true)
    ),
  ]

  private static let account: Rows = [
    fatal(
      204, "The account's plan does not include the API.",
      "Upgrade the plan, or write to support@ngrok.com, then resume."),
    fatal(205, "The account is suspended.", "Write to support@ngrok.com, then resume."),
    fatal(
      247, "The account is suspended for non-payment.",
      "Mend the payment at https://dashboard.ngrok.com/billing/payment-method, then resume."),
    fatal(
      220, "The account's IP policy does not let this machine in.",
      "Run from an allowed address, or change https://dashboard.ngrok.com/security/ip-restrictions, then resume."),
  ]

  private static let client: Rows = [
    fatal(217, "The API does not support the version that muster speaks.", "Look for a newer muster, then resume."),
    fatal(
      218, "The header Ngrok-Version did not reach the API.",
      "Look for a proxy between that drops headers, then resume."),
    fatal(219, "The API does not support the TLS version used.", "Update libcurl or its TLS library, then resume."),
  ]

  private static let permission: Rows = [
    fatal(
      4111, "The API key may not manage users.",
      "Use an API key whose owner is an admin of the account, then resume."),
    fatal(
      4119, "The account's plan has no bot or service users.",
      "Upgrade the plan, or write to support@ngrok.com, then resume."),
    fatal(
      630, "Only an admin may issue credentials to other users.",
      "Use an API key whose owner is an admin of the account, then resume."),
    fatal(
      633, "The account may not issue credentials to other users.",
      "Upgrade the plan, or write to support@ngrok.com, then resume."),
    fatal(
      635, "The API key's owner may not write.", "Use an API key whose owner has write privileges, then resume."),
  ]

  private static let throttling: Rows = [
    throttle(
      225, .concurrency, "The account has too many requests open at once.",
      "Nothing: the run goes on with fewer. --concurrency lowers it from the start."),
    throttle(
      226, .rate, "The account's request window is full; another program uses it, too.",
      "Nothing: the run waits. --max-share leaves room for others from the start."),
    throttle(
      614, .keyCreation, "The account has made too many API keys in this interval.",
      "Nothing: the run holds back API keys and goes on with the rest."),
  ]

  private static let quota: Rows = [
    fullQuota([602, 615], of: .authtoken), fullQuota([603, 613], of: .apiKey), fullQuota([608, 617], of: .ssh),
  ].joined().map { $0 }

  private static func fullQuota(_ numbers: [Int], of kind: CredentialKind) -> Rows {
    let explanation = ErrorExplanation(
      effect: .fillsQuota, meaning: "The account's quota of \(kind.title)s is full.",
      advice:
        "Delete \(kind.title)s that are not needed, or write to support@ngrok.com for a higher limit, then resume.")
    return numbers.map { ($0...$0, explanation) }
  }

  private static let data: Rows = [
    refusal(
      100, "The API cannot make sense of the request.", "Check this customer's row for unusual characters."),
    refusal(
      211, "The API did not expect a body.", "Look for a proxy between that changes requests, or a newer muster."),
    refusal(
      212, "The API could not read the whole request.", "Import the customer again with --retry-failed."),
    refusal(
      213, "The API could not parse the request.", "Look for a proxy between that changes requests."),
    refusal(
      214, "The API does not know a field of the request.", "Look for a newer muster; the API may have changed."),
    refusal(
      215, "The API finds a value invalid.", "Correct the value that the message names in this customer's row."),
    refusal(250, "The API refuses the filter of a list.", "Look for a newer muster; the API may have changed."),
    refusal(600, "A rule is no ACL rule.", "Correct it: a rule is * or begins with bind:, as in bind:*.example.com."),
    refusal(604, "The description is too long.", "Shorten it to 255 bytes in the list or the --description template."),
    refusal(605, "The metadata is too long.", "Map fewer columns into it: 4,096 bytes are allowed, marker included."),
    refusal(609, "The public key is on the account already.", "Use another key pair, or leave this customer out."),
    refusal(610, "The public key belongs to another account.", "Use another key pair for this customer."),
    refusal(611, "The public key is missing.", "Fill in the column that the public key comes from."),
    refusal(612, "The public key is invalid.", "Correct it in this customer's row."),
    (
      627...629,
      ErrorExplanation(
        effect: .refuses, meaning: "The owner of a credential cannot be changed.",
        advice: "Issue a new credential and delete the old one.")
    ),
    refusal(636, "The user is inactive, so it gets no credential.", "Activate the user first, or leave it out."),
    refusal(4109, "The name is empty.", "Fill in the columns that --name takes the name from."),
    refusal(4110, "The name is too long.", "Shorten it in the list or in the --name template."),
    refusal(
      4112, "A user of this name exists already.",
      "Choose with --existing whether such users are adopted or skipped, or give the customer another name."),
  ]
}
