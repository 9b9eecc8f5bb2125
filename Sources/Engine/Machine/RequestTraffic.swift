import NgrokAPI

/// The engine's number for one sending of a request; never used twice in a process.
public struct RequestID: RawRepresentable, Hashable, Sendable {
  public var rawValue: UInt64
  public init(rawValue: UInt64) { self.rawValue = rawValue }
}

/// A request whose intent is durable and that may now leave.
public struct OutgoingRequest: Sendable, Equatable {
  public var id: RequestID
  public var request: APIRequest
}

/// How a sent request ended.
public struct Completion: Sendable, Equatable {
  public var id: RequestID
  public var delivery: Delivery

  public init(id: RequestID, delivery: Delivery) {
    self.id = id
    self.delivery = delivery
  }
}

/// A request that has been made and has not ended.
struct Flight {
  enum Purpose {
    case subject(CustomerID)
    case housekeeping
    case probe
  }

  var purpose: Purpose
  var request: APIRequest
  var expectation: Expectation
  var ticket: SlotWindow.Ticket?
  var start: Instant
  /// Whether the request has been handed out to be sent.
  var isSent = false

  var isChange: Bool { request.method.isMutation }
}
