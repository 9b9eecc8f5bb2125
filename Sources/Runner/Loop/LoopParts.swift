import Engine
import NgrokAPI

/// What the loop needs of a ledger.
public protocol LedgerAccess {
  /// The next customers that are pending, in order of their ids, with all that is known of them.
  func pending(after cursor: CustomerID?, limit: Int) throws -> [PendingCustomer]
  func answer(_ lookup: Lookup) throws -> LookupAnswer
  /// Makes the changes durable in one transaction: all of them, or none where it throws. Where it throws they may be
  /// durable all the same, and are committed once more.
  func commit(_ changes: [Change]) throws
  /// Makes room for the next commit if `error` says that the device is full; `false` where none is left.
  func makeRoom(after error: any Error) -> Bool
  /// Keeps what could not be committed because of `error`, for whoever goes on with the run.
  func keep(_ changes: [Change], after error: any Error)
}

/// What can be read or made once more needs neither room nor keeping.
extension LedgerAccess {
  public func makeRoom(after error: any Error) -> Bool { false }
  public func keep(_ changes: [Change], after error: any Error) {}
}

/// What the loop needs of a transport. Used from the loop's thread only.
public protocol RequestCarrier {
  func send(_ request: APIRequest, id: RequestID)
  /// Drops the request's connection; its completion need not be delivered any more.
  func cancel(_ id: RequestID)
  /// Shows a request that a dry run does not send.
  func show(_ planned: PlannedRequest)
  /// Waits until something has come in, the instant has come, or somebody wakes it; returns all that has come in.
  func wait(until instant: Instant) throws -> [Completion]
}

extension RequestCarrier {
  public func show(_ planned: PlannedRequest) {}
}

/// A monotonic clock.
public protocol LoopClock {
  var now: Instant { get }
}

/// Where the account's window is kept, shared by all runs on this machine.
public protocol SlotBook: AnyObject {
  /// Lets `body` change the window while nobody else can.
  func update(at now: Instant, _ body: (inout SlotWindow) throws -> Void) throws
}

/// A window that only this run uses: in the simulation, and where no limit is to be kept.
public final class PrivateSlots: SlotBook {
  private var window: SlotWindow

  public init(count: Int) { window = SlotWindow(count: count) }

  public func update(at now: Instant, _ body: (inout SlotWindow) throws -> Void) throws { try body(&window) }
}
