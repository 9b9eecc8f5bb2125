import Engine
import Ledger

extension RunLedger: LedgerAccess {
  public func makeRoom(after error: any Error) -> Bool {
    (error as? LedgerError)?.code == .diskFull && releaseRoom()
  }

  /// What contradicts the ledger is not kept: it would be refused at each further opening as well, and nobody could go on.
  public func keep(_ changes: [Change], after error: any Error) {
    let isContradiction = (error as? LedgerError)?.code == .contradiction
    spill(isContradiction ? commitWithoutContradictions(changes) : changes)
  }
}

/// An inventory takes pages of lists in; there are no customers to hand out.
extension InventoryFile: LedgerAccess {
  public func pending(after cursor: CustomerID?, limit: Int) -> [PendingCustomer] { [] }
  public func answer(_ lookup: Lookup) -> LookupAnswer { lookup.question.answeredWithNothing }
}
