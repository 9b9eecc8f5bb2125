import Engine
import Ledger

/// What a row of a job's results says of the account, now that the job is done with it.
struct RecordedPresence {
  enum Presence {
    case there, gone
  }

  /// `nil` where the job has not come to its end with the user, or says nothing of it.
  private(set) var user: Presence?
  /// Whether the user is to be active; `nil` where the job has not brought that about.
  private(set) var isActive: Bool?
  private(set) var credential: Presence?

  init(_ row: ResultRow, after job: JobKind) {
    self.init(state: row.state, verb: row.verb, wantsActive: row.wantsActive, after: job)
  }

  /// - Parameter wantsActive: whether the list asks for an active user.
  init(state: CustomerState, verb: Verb?, wantsActive: Bool, after job: JobKind) {
    switch job {
    case .import:
      user = .there
      isActive = wantsActive ? true : state == .done ? false : nil
      credential = .there
    case .activate, .deactivate:
      guard state == .done || state == .unchanged else { return }
      user = .there
      isActive = job == .activate
    case .rotate:
      user = state == .failed ? nil : .there
      credential = .there
    case .delete, .withdraw:
      guard state == .done else { return }
      credential = .gone
      let isDeleted = verb == .deleted || verb == .absent
      user = isDeleted ? .gone : .there
      // An undo makes users from before active again where the import had made them inactive.
      isActive = !isDeleted && wantsActive ? true : nil
    case .retire:
      guard state == .done else { return }
      credential = .gone
    }
  }
}
