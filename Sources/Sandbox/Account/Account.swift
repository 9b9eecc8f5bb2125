/// A model of an ngrok account behind its API: one call of `respond` is one HTTP request.
///
/// It does no I/O and reads no clock: the caller hands in time and a seed. The sandbox's server and the simulation run
/// the same account, so what the one accepts the other does, too.
public final class Account {
  public var configuration: AccountConfiguration
  /// Everything that was changed, in order. See `AccountConfiguration.keepsLog` and `takeLog`.
  public internal(set) var log: [AccountMutation] = []
  /// The id of the human whose keys are `AccountConfiguration.adminKeys`: the owner of keys made without `owner_id`.
  public let adminID: AccountText
  /// Authenticated requests so far.
  public private(set) var arrivals = 0
  /// The most authenticated requests that ever arrived in one window of `AccountLimits.requests` (60 s if off).
  public private(set) var maximumArrivalsInWindow = 0

  var tables = AccountResourceKind.allCases.map { _ in ResourceTable() }
  var userNames: [AccountText: AccountText] = [:]
  /// The identities of all public keys, which are unique in the account.
  var publicKeys: Set<AccountText> = []
  var credentialIDs: [AccountText: [AccountText]] = [:]
  var newKeys = RollingWindow()
  var nextSequence = 0
  var generator: SeededGenerator
  private var lastIdentifier: SortableIdentifier?
  private var window = RollingWindow()
  private var arrivalWindow = RollingWindow()
  private var latest = AccountTime.zero

  /// The same seed and the same requests at the same times give the same answers, byte for byte.
  public init(seed: UInt64, configuration: AccountConfiguration = AccountConfiguration()) {
    var generator = SeededGenerator(seed: seed)
    let admin = SortableIdentifier(secondsSince1970: 1_700_000_000, using: &generator)
    self.configuration = configuration
    self.generator = generator
    adminID = AccountText(Array("usr_".utf8) + admin.text)
  }

  /// An account whose admin is known from before, with a generator of its own so that no id comes twice.
  init(adminID: AccountText, generator: SeededGenerator, configuration: AccountConfiguration) {
    self.adminID = adminID
    self.generator = generator
    self.configuration = configuration
  }

  /// Carries a request out and answers it. A time before an earlier one counts as that one.
  public func respond(to request: AccountRequest, at time: AccountTime) -> AccountResponse {
    latest = max(latest, time)
    let now = latest
    let operation = SortableIdentifier(secondsSince1970: wallSeconds(at: now), using: &generator)
    let operationID = "op_" + String(decoding: operation.text, as: UTF8.self)
    var response = AccountResponse(status: 200, body: [], date: httpDate(at: now), operationID: operationID)
    do throws(AccountRefusal) {
      (response.status, response.body) = try answer(request, at: now)
    } catch {
      response.status = error.status
      response.body = Self.body(of: error, operationID: operationID)
      response.retryAfter = error.retryAt.flatMap { retryAfter($0, at: now) }
    }
    return response
  }

  /// Hands the log over and forgets it.
  public func takeLog() -> [AccountMutation] {
    defer { log.removeAll(keepingCapacity: true) }
    return log
  }

  private func answer(
    _ request: AccountRequest, at now: AccountTime
  ) throws(AccountRefusal) -> (status: Int, body: [UInt8]) {
    let principal = try authenticate(request.authorization)
    try admit(request, at: now)
    if let refusal = configuration.refusal { throw refusal }
    guard let version = request.version else { throw .noVersion }
    guard version == "2" else { throw .unsupportedVersion }
    return try Operation(request: request, principal: principal, now: now).run(on: self)
  }

  /// Counts the request against the account's limits, which are the same for everybody.
  private func admit(_ request: AccountRequest, at now: AccountTime) throws(AccountRefusal) {
    let limits = configuration.limits
    let length = limits.requests?.nanoseconds ?? 60_000_000_000
    arrivals += 1
    arrivalWindow.expire(at: now.nanoseconds, length: length)
    arrivalWindow.add(now.nanoseconds)
    maximumArrivalsInWindow = max(maximumArrivalsInWindow, arrivalWindow.count)

    window.expire(at: now.nanoseconds, length: length)
    if let rate = limits.requests, window.count >= rate.count {
      let until = window.instant(below: rate.count, length: length) ?? now.nanoseconds
      if limits.countsThrottled { window.add(now.nanoseconds) }
      throw .tooManyRequests(rate, until: AccountTime(nanoseconds: until))
    }
    if let limit = limits.concurrency, request.concurrency > limit {
      if limits.countsThrottled { window.add(now.nanoseconds) }
      throw .tooManyAtOnce(limit, until: AccountTime(nanoseconds: now.nanoseconds + 1_000_000_000))
    }
    if limits.requests != nil { window.add(now.nanoseconds) }
  }
}

// MARK: Time and names

extension Account {
  func wallSeconds(at time: AccountTime) -> Int64 {
    configuration.epoch + Int64(clamping: time.nanoseconds / 1_000_000_000)
  }

  func httpDate(at time: AccountTime) -> String {
    CivilTime(secondsSince1970: wallSeconds(at: time)).httpDate
  }

  /// Rounded up: a client that comes back when told must find the slot free.
  private func retryAfter(_ instant: AccountTime, at now: AccountTime) -> String? {
    let wait = instant.nanoseconds > now.nanoseconds ? instant.nanoseconds - now.nanoseconds : 0
    switch configuration.limits.retryAfter {
    case .seconds: return String(max(1, (wait + 999_999_999) / 1_000_000_000))
    case .date: return httpDate(at: AccountTime(nanoseconds: instant.nanoseconds + 999_999_999))
    case .absent: return nil
    }
  }

  func makeID(_ kind: AccountResourceKind, at now: AccountTime) -> AccountText {
    let seconds = wallSeconds(at: now)
    let identifier =
      switch configuration.listOrder {
      case .creation: SortableIdentifier(after: lastIdentifier, secondsSince1970: seconds, using: &generator)
      case .randomWithinSecond: SortableIdentifier(secondsSince1970: seconds, using: &generator)
      }
    lastIdentifier = identifier
    return AccountText(Array(kind.traits.idPrefix.utf8) + identifier.text)
  }

  /// Makes later ids sort behind one that is read back from a file.
  func noteID(_ id: AccountText) {
    guard let identifier = SortableIdentifier(text: id.bytes.suffix(SortableIdentifier.length)) else { return }
    let text = lastIdentifier?.text ?? []
    if AccountText(text) < AccountText(identifier.text) { lastIdentifier = identifier }
  }

  /// The form of a key: `FIRSTPART_SECONDPART`, of which the first is the id's and finds it again.
  func makeToken(for id: AccountText) -> AccountText {
    var token = Array(id.bytes.suffix(SortableIdentifier.length)) + [UInt8(ascii: "_")]
    for _ in 0..<21 { token.append(SortableIdentifier.alphabet[Int(generator.next() % 62)]) }
    return AccountText(token)
  }

  private static func body(of refusal: AccountRefusal, operationID: String) -> [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    if let code = refusal.code { json.member("error_code", code) }
    json.member("status_code", refusal.status)
    json.member("msg", refusal.message)
    json.name("details")
    json.beginObject()
    json.member("operation_id", operationID)
    json.endObject()
    json.endObject()
    return json.bytes
  }
}
