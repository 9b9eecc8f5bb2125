import Engine
import Ledger

extension RunLedger: LedgerAccess {
  public func makeRoom(after error: any Error) -> Bool {
    (error as? LedgerError)?.code == .diskFull && releaseRoom()
  }

  public func keep(_ changes: [Change]) { spill(changes) }
}

/// An inventory takes pages of lists in; there are no customers to hand out.
extension InventoryFile: LedgerAccess {
  public func pending(after cursor: CustomerID?, limit: Int) -> [PendingCustomer] { [] }
  public func answer(_ lookup: Lookup) -> LookupAnswer { lookup.question.answeredWithNothing }
}
