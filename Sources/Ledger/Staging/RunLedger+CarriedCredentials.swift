extension RunLedger {
  /// Makes each credential that the list carries over from another account one whose place a new one takes: what it says
  /// is known, and is not read from this account, where it is not.
  ///
  /// To be called in a transaction, when the customers of a list are in. Those that are unpacked already are left alone.
  func unpackCarriedCredentials() throws(LedgerError) {
    try database.execute(
      """
      INSERT OR IGNORE INTO main.replacement
        (customer, step, id, kind, owner, description, metadata, acl, public_key, created_at)
      SELECT c.id, r.key + 1, ifnull(r.value ->> '$.id', ''), r.value ->> '$.kind', '',
        ifnull(r.value ->> '$.description', ''), ifnull(r.value ->> '$.metadata', ''),
        ifnull((SELECT group_concat(rule.value, char(10)) FROM json_each(r.value, '$.acl') rule), ''),
        ifnull(r.value ->> '$.public_key', ''), ''
      FROM main.customer c JOIN json_each(c.carried) r WHERE c.carried_count > 0
      """)
  }

  /// Whether the list carries credentials over from another account.
  public func carriesCredentials() throws(LedgerError) -> Bool {
    try database.integer("SELECT 1 FROM customer WHERE carried_count > 0 LIMIT 1") != nil
  }
}
