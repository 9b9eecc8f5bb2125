import Ledger
import NgrokAPI
import Runner
import Transport

extension Report {
  /// Words why a checkpoint cannot be used; the ledger's own messages say what to do.
  init(_ error: LedgerError) {
    let exitCode: ExitCode =
      switch error.code {
      case .missing: .wrongUsage
      case .locked, .exists, .foreign, .damaged, .incomplete, .orphaned,
        .newer, .unstaged, .unreadable, .networkFileSystem, .otherList:
        .checkpointRefused
      case .unwritable: .wrongUsage
      case .diskFull, .inputOutput, .contradiction, .failure: .stopped
      }
    self.init(error.code.rawValue, error.message, exit: exitCode)
  }

  init(_ error: SlotError) {
    self.init(error.code.rawValue, error.message, exit: .wrongUsage)
  }

  init(_ error: TransportError) {
    self.init("transport-\(error.code.rawValue)", error.message, exit: .wrongUsage)
  }

  /// Words an answer of the API that stops a command.
  init(_ error: APIError) {
    let operation = error.operationID.isEmpty ? "" : ", operation \(error.operationID)"
    self.init(error.code, "\(error.meaning) (\(error.code)\(operation))", advice: error.advice, exit: .stopped)
  }
}
