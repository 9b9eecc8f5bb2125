import CMicrohttpd

/// One request on its way through the server; libmicrohttpd holds it from the request line to the end of the answer.
final class Exchange {
  /// What the server does when libmicrohttpd asks for this exchange next.
  enum Stage {
    case receiving
    /// The request is complete; nothing was done yet.
    case arrived
    /// A wait before the work is over.
    case working
    /// The work is done; a wait after it is over.
    case answering(AccountResponse)
    /// A hang is over.
    case resetting
    case done
  }

  let target: String
  var method = ""
  var body: [UInt8] = []
  var isTooLarge = false
  var stage = Stage.receiving
  var faults: DrawnFaults?
  /// How many requests were under way when this one arrived, itself included; 0: it is not counted.
  var concurrency = 0

  init(target: String) { self.target = target }

  /// The collection's path without slash, query and id; for the statistics.
  var collection: String {
    let path = target.utf8.dropFirst().prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") }
    return AccountResourceKind(path: String(Substring(path)))?.path ?? "other"
  }
}

/// One TCP connection.
final class Connection {
  let socket: Int32
  var isOpen = true
  /// Counts its requests, so that a timer can tell whether the connection was idle since.
  var requests = 0

  init(socket: Int32) { self.socket = socket }
}

/// Hands a body out in pieces, by which an answer can be cut or be slow.
final class PiecewiseBody {
  let bytes: [UInt8]
  /// Where the body ends although its length was promised; `nil`: at its end.
  let cut: Int?
  let pieceLength: Int
  /// Waits and returns true where a piece must not be sent yet.
  var waits: (PiecewiseBody) -> Bool
  var mayContinue = false

  init(_ bytes: [UInt8], cut: Int?, pieceLength: Int, waits: @escaping (PiecewiseBody) -> Bool) {
    self.bytes = bytes
    self.cut = cut
    self.pieceLength = max(1, pieceLength)
    self.waits = waits
  }

  /// libmicrohttpd's content reader: how many bytes from `position` on were copied, 0 while suspended, or its error.
  func read(_ position: Int, into buffer: UnsafeMutablePointer<CChar>, atMost limit: Int) -> Int {
    if let cut, position >= cut { return -2 }
    if position > 0, waits(self) { return 0 }
    let end = min(position + min(limit, pieceLength), cut ?? bytes.count)
    guard position < end else { return -1 }
    for index in position..<end { buffer[index - position] = CChar(bitPattern: bytes[index]) }
    return end - position
  }
}
