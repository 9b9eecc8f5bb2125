import Ledger

extension RunLedger: LedgerAccess {}
