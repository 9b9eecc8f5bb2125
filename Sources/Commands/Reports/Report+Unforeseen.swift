import Ledger
import RecordStreams
import Roster
import Runner
import Sandbox
import Transport

extension Report {
  /// Words an error that came up without being turned into a report on the way.
  init(unforeseen error: any Error) {
    switch error {
    case let report as Report: self = report
    case let error as UsageError: self.init(error)
    case let failure as ReadFailure: self.init(failure)
    case let failure as MappingFailure: self.init(failure)
    case let failure as FilterFailure: self.init(failure)
    case let failure as WriteFailure: self.init(failure)
    case let error as LedgerError: self.init(error)
    case let error as SlotError: self.init(error)
    case let error as TransportError: self.init(error)
    case let error as SandboxError: self.init(error)
    default:
      // Only the type: a value may hold what must not be shown.
      self.init(
        "unforeseen", "something went wrong that muster has no words for (\(type(of: error)))",
        advice: "please report this; a checkpoint is safe and muster resume goes on", exit: .stopped)
    }
  }
}
