import Engine
import NgrokAPI

/// The one loop that drives every job: write-ahead, group commit, one thread.
///
/// The whole promise can be read off `turn`: what came in and what is to go out become durable in one transaction, and
/// a request leaves only after that transaction's commit has returned.
public struct RunLoop<Ledger: LedgerAccess, Slots: SlotBook, Carrier: RequestCarrier, Clock: LoopClock> {
  public private(set) var engine: JobEngine
  private let ledger: Ledger
  private let slots: Slots
  private let carrier: Carrier
  private let clock: Clock
  private var failedCommits = FailedCommits()

  public init(engine: JobEngine, ledger: Ledger, slots: Slots, carrier: Carrier, clock: Clock) {
    self.engine = engine
    self.ledger = ledger
    self.slots = slots
    self.carrier = carrier
    self.clock = clock
  }

  /// Turns until all customers have ended or the run was stopped and what was under way has ended.
  ///
  /// - Parameter observer: is shown the engine once a turn, after the commit; returns a reason to stop the run.
  /// - Throws: what the ledger, the slots or the carrier throw. What was durable stays so, and the run can be resumed.
  public mutating func run(observer: (borrowing JobEngine, Instant) -> StopReason?) throws {
    do {
      while !engine.isFinished {
        try turn()
        if let reason = observer(engine, clock.now) { engine.stop(reason) }
      }
    } catch {
      awaitAnswers()
      ledger.keep(engine.pendingChanges, after: error)
      throw error
    }
  }

  /// Awaits what is under way although the run has failed: an answer may bring a token that is shown only once.
  private mutating func awaitAnswers() {
    // The error that ended the run is what is told.
    engine.stop(.interrupted)
    do {
      while engine.isAwaitingAnswers, let deadline = engine.nextDeadline {
        for completion in try carrier.wait(until: min(deadline, failedCommits.retryTime ?? deadline)) {
          engine.receive(completion, at: clock.now)
        }
        engine.expireDeadlines(at: clock.now)
        for id in engine.takeCancellations() { carrier.cancel(id) }
        _ = try commit()
      }
    } catch {
      // What could not be recorded is still among the pending changes, for the ledger to keep.
    }
  }

  private mutating func turn() throws {
    let wake = failedCommits.retryTime ?? engine.wakeTime
    for completion in try carrier.wait(until: wake) { engine.receive(completion, at: clock.now) }
    engine.expireDeadlines(at: clock.now)
    for id in engine.takeCancellations() { carrier.cancel(id) }

    if failedCommits.areNone {
      let room = engine.admissionRoom
      if room > 0 {
        let customers = try ledger.pending(after: engine.cursor, limit: room)
        engine.admit(customers, asked: room, at: clock.now)
      }
      let now = clock.now
      try slots.update(at: now) { engine.schedule(in: &$0, at: now) }
    }
    guard try commit() else { return }
    for request in engine.takeRequests() { carrier.send(request.request, id: request.id) }
    for planned in engine.takePlannedRequests() { carrier.show(planned) }
    for lookup in engine.takeLookups() {
      engine.receive(try ledger.answer(lookup), to: lookup, at: clock.now)
    }
  }

  /// Makes all pending changes durable in one transaction.
  ///
  /// - Returns: `false` if that failed and is to be tried again: until then nothing is sent and nothing is begun, and
  ///   the answers of what is under way are still collected, into the same batch.
  /// - Throws: the ledger's error when it keeps failing and nothing is under way any more.
  private mutating func commit() throws -> Bool {
    let batch = engine.pendingChanges
    guard !batch.isEmpty else { return true }
    do {
      try ledger.commit(batch)
    } catch {
      if ledger.makeRoom(after: error) {
        // The room is for the answers of what is under way; nothing more is begun on a full disk.
        engine.stop(.diskFull)
        return try commit()
      }
      failedCommits.record(at: clock.now)
      if failedCommits.areTooMany, !engine.isAwaitingAnswers { throw error }
      return false
    }
    failedCommits = FailedCommits()
    engine.acknowledge(batch.count)
    return true
  }
}

/// Commits that failed one after the other, and when to try again.
private struct FailedCommits {
  /// About ten seconds of tries: long enough for a busy file system, short enough for a person to be told.
  static let most = 12

  private var count = 0
  private(set) var retryTime: Instant?

  var areNone: Bool { count == 0 }
  var areTooMany: Bool { count >= Self.most }

  mutating func record(at now: Instant) {
    count += 1
    retryTime = now + min(.seconds(1), .milliseconds(50) * (1 << min(count, 5)))
  }
}
