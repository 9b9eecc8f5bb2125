import CCurl
import NgrokAPI

/// One request under way: a libcurl easy handle with what its callbacks collect; used again for later requests.
final class Transfer {
  private(set) var id: UInt64 = 0
  let easy: UnsafeMutableRawPointer
  private let errorText: UnsafeMutablePointer<CChar>
  private let sockets: ConnectionSockets
  private let limits: (header: Int, body: Int)

  /// How often libcurl was about to write this request: after the first time it may have left the machine.
  private var sendings = 0
  private var isOversized = false
  /// Whether the guard found the kept connection unfit, so that nothing has been sent and another one is wanted.
  private(set) var wantsFreshConnection = false
  private var headerBytes = 0
  /// Whether the empty line that ends the headers of the answer, not of an interim one, has come.
  private var hasAllHeaders = false
  private var body: [UInt8] = []
  private var retryAfter: String?
  private var date: String?
  private var operationID: String?

  var hasLeft: Bool { sendings > 0 }

  /// - Throws: A `TransportError` if libcurl is out of memory or does not know a setting.
  init(_ configuration: TransportConfiguration, sockets: ConnectionSockets) throws(TransportError) {
    guard let easy = curl_easy_init() else {
      throw TransportError(.outOfResources, "libcurl has no memory left for a request")
    }
    self.easy = easy
    self.sockets = sockets
    errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
    errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    limits = (configuration.maximumHeaderBytes, configuration.maximumAnswerBytes)
    try setUp(configuration)
  }

  deinit {
    curl_easy_cleanup(easy)
    errorText.deallocate()
  }

  // MARK: Before

  /// What holds for every request of this handle.
  private func setUp(_ configuration: TransportConfiguration) throws(TransportError) {
    try set(CURLOPT_ERRORBUFFER, pointer: errorText)
    try check(
      muster_curl_set_callbacks(
        easy, Unmanaged.passUnretained(self).toOpaque(), receiveHeader, receiveBody, guardSending))
    try check(
      muster_curl_set_socket_callbacks(easy, Unmanaged.passUnretained(sockets).toOpaque(), openSocket, closeSocket))
    try set(CURLOPT_NOSIGNAL, 1)
    try check(muster_curl_allow_http_only(easy))
    // HTTP/2 may repeat a request by itself (REFUSED_STREAM); nobody has shown yet that the guard sees that.
    try set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
    try set(CURLOPT_FOLLOWLOCATION, 0)
    try set(CURLOPT_PATH_AS_IS, 1)
    try set(CURLOPT_TCP_KEEPALIVE, 1)
    try set(CURLOPT_ACCEPT_ENCODING, text: "gzip")
    try set(CURLOPT_USERAGENT, text: configuration.userAgent)
    // To libcurl a zero would mean no limit at all.
    try set(CURLOPT_CONNECTTIMEOUT_MS, max(1, configuration.connectTimeout.wholeMilliseconds))
    try set(CURLOPT_TIMEOUT_MS, max(1, configuration.totalTimeout.wholeMilliseconds))
    try check(muster_curl_limit_body(easy, curl_off_t(configuration.maximumAnswerBytes)))
    try setUpTLS(configuration)
    try setUpProxy(configuration)
  }

  private func setUpTLS(_ configuration: TransportConfiguration) throws(TransportError) {
    try set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
    try set(CURLOPT_SSL_VERIFYPEER, 1)
    try set(CURLOPT_SSL_VERIFYHOST, 2)
    if let file = configuration.certificateAuthorityFile { try set(CURLOPT_CAINFO, text: file) }
  }

  private func setUpProxy(_ configuration: TransportConfiguration) throws(TransportError) {
    // The key is for the API alone, never for a proxy on the way.
    try set(CURLOPT_HEADEROPT, Int(CURLHEADER_SEPARATE))
    try set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    if configuration.baseURL.scheme == .http {
      try set(CURLOPT_PROXY, text: "")
    } else if let proxy = configuration.proxy {
      try set(CURLOPT_PROXY, text: proxy)
      try set(CURLOPT_NOPROXY, text: "")
    }
  }

  /// Makes the handle ready for one request.
  func prepare(
    _ request: APIRequest, id: UInt64, address: String, headers: UnsafeMutablePointer<curl_slist>
  ) throws(TransportError) {
    self.id = id
    sendings = 0
    isOversized = false
    wantsFreshConnection = false
    headerBytes = 0
    hasAllHeaders = false
    body.removeAll(keepingCapacity: body.capacity <= 64 << 10)
    (retryAfter, date, operationID) = (nil, nil, nil)
    errorText.pointee = 0

    try set(CURLOPT_FRESH_CONNECT, 0)
    try set(CURLOPT_URL, text: address)
    try set(CURLOPT_HTTPHEADER, pointer: headers)
    if let bytes = request.body {
      try set(CURLOPT_POST, 1)
      try check(muster_curl_copy_body(easy, bytes, curl_off_t(bytes.count)))
    } else {
      try set(CURLOPT_HTTPGET, 1)
    }
    let isPlain = request.method == (request.body == nil ? .get : .post)
    try set(CURLOPT_CUSTOMREQUEST, text: isPlain ? nil : request.method.rawValue)
  }

  /// Makes a request whose kept connection was unfit ready to go out over one of its own.
  func prepareFreshConnection() throws(TransportError) {
    wantsFreshConnection = false
    errorText.pointee = 0
    try set(CURLOPT_FRESH_CONNECT, 1)
  }

  // MARK: During

  /// Counts a sending and refuses the second.
  ///
  /// When a kept connection turns out to be dead, libcurl connects anew and sends the request once more by itself,
  /// although the server may have carried it out. It asks here before each sending.
  ///
  /// It also uses a kept connection on which something lies unread, such as the “408” that servers send when they are
  /// tired of an idle client, and would take that for this request's answer.
  func maySend(fromPort localPort: Int32) -> Bool {
    if sendings == 0, !sockets.isClean(localPort: localPort) {
      wantsFreshConnection = true
      return false
    }
    sendings += 1
    return sendings == 1
  }

  /// Takes the status line or one header; `false` ends the transfer.
  func receive(header: UnsafeRawBufferPointer) -> Bool {
    headerBytes += header.count
    guard headerBytes <= limits.header else {
      isOversized = true
      return false
    }
    if let first = header.first { hasAllHeaders = first == 0x0D || first == 0x0A }
    switch header.first.map({ $0 | 0x20 }) {
    case UInt8(ascii: "r"): header.takeValue(of: "retry-after", into: &retryAfter)
    case UInt8(ascii: "d"): header.takeValue(of: "date", into: &date)
    case UInt8(ascii: "n"): header.takeValue(of: "ngrok-operation-id", into: &operationID)
    default: break
    }
    return true
  }

  /// Takes a piece of the body, unpacked; `false` ends the transfer.
  func receive(body piece: UnsafeRawBufferPointer) -> Bool {
    guard piece.count <= limits.body - body.count else {
      isOversized = true
      return false
    }
    body.append(contentsOf: piece)
    return true
  }

  // MARK: After

  /// What became of the request whose transfer ended with this result.
  func delivery(_ code: CURLcode) -> Delivery {
    // When a connection ends in the middle of the headers, libcurl calls that a success.
    if code == CURLE_OK, !hasAllHeaders {
      return undelivered(TransportFailure(.connectionLost, "the answer ends within its headers"))
    }
    if code == CURLE_OK {
      // The buffer stays here for the next answer; the copy has just the size it needs.
      return .answered(
        APIAnswer(
          status: muster_curl_long_info(easy, CURLINFO_RESPONSE_CODE), body: body.withUnsafeBufferPointer { Array($0) },
          retryAfter: retryAfter, date: date, operationID: operationID))
    }
    return undelivered(failure(code))
  }

  func undelivered(_ failure: TransportFailure) -> Delivery {
    hasLeft ? .lost(failure) : .neverLeft(failure)
  }

  private func failure(_ code: CURLcode) -> TransportFailure {
    if isOversized { return TransportFailure(.oversizedAnswer, "the answer is larger than muster accepts") }
    if sendings > 1 {
      return TransportFailure(.connectionLost, "the kept connection was closed without an answer")
    }
    let text = String(cString: errorText.pointee == 0 ? curl_easy_strerror(code) : UnsafePointer(errorText))
    let proxyStatus = hasLeft ? 0 : muster_curl_long_info(easy, CURLINFO_HTTP_CONNECTCODE)
    if proxyStatus == 407 { return TransportFailure(.proxy, "the proxy wants a name and a password, or others (407)") }
    if proxyStatus >= 300 { return TransportFailure(.proxy, "the proxy refuses with \(proxyStatus)") }
    // It quotes the address, and in an environment variable that may hold a password.
    if text.hasPrefix("Unsupported proxy") {
      return TransportFailure(.proxy, "the address of the proxy is not understood; look at --proxy and https_proxy")
    }
    return TransportFailure(proxyStatus != 0 ? .proxy : TransportFailure.Kind(code), text)
  }

  // MARK: Settings

  private func set(_ option: CURLoption, _ value: Int) throws(TransportError) {
    try check(muster_curl_set_long(easy, option, value))
  }

  private func set(_ option: CURLoption, text: String?) throws(TransportError) {
    try check(muster_curl_set_text(easy, option, text))
  }

  private func set(_ option: CURLoption, pointer: UnsafeMutableRawPointer) throws(TransportError) {
    try check(muster_curl_set_pointer(easy, option, pointer))
  }

  private func check(_ code: CURLcode) throws(TransportError) {
    guard code != CURLE_OK else { return }
    throw TransportError(.unusableSetting, "libcurl refuses a setting: \(String(cString: curl_easy_strerror(code)))")
  }
}

extension UnsafeRawBufferPointer {
  /// Puts the header's value into `value` if this line is the header of that name, which is given in lower case.
  fileprivate func takeValue(of name: StaticString, into value: inout String?) {
    let size = name.utf8CodeUnitCount
    guard count > size, self[size] == UInt8(ascii: ":") else { return }
    let isNamed = name.withUTF8Buffer { zip(self, $0).allSatisfy { $0 | 0x20 == $1 | 0x20 } }
    guard isNamed else { return }
    var rest = self[(size + 1)...]
    while let first = rest.first, first <= 0x20 { rest.removeFirst() }
    while let last = rest.last, last <= 0x20 { rest.removeLast() }
    value = String(decoding: rest, as: UTF8.self)
  }
}

extension Duration {
  /// In milliseconds, rounded up, so that a wait never ends before its time.
  var wholeMilliseconds: Int {
    let (seconds, attoseconds) = components
    guard seconds < 1_000_000_000 else { return 1_000_000_000_000 }
    return max(0, Int(seconds) * 1000 + Int((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000))
  }
}
