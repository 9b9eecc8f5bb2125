extension CustomerPlan {
  /// What makes this row no customer, if anything does: the first fault in the order key, name, description, metadata.
  func rejection(of customer: MappedCustomer, values: Values) -> RowRejection? {
    if hasOwnKey, let rejection = check(customer.key, values.key, key, limit: limits.key) { return rejection }
    if let rejection = check(customer.name, values.name, name, limit: limits.name) { return rejection }
    if values.description.isNested { return .nested(.description, column: description.onlyColumn) }
    if customer.description.count > limits.description {
      return .tooLong(
        .description, bytes: customer.description.count, limit: limits.description, column: description.onlyColumn)
    }
    if let scalar = controlCharacter(in: customer.description) {
      return .controlCharacter(.description, scalar: scalar, column: description.onlyColumn)
    }
    let metadataBytes = customer.metadata.count + limits.markerReserve
    if metadataBytes > limits.metadata {
      return .tooLong(
        .metadata, bytes: metadataBytes, limit: limits.metadata, reserve: limits.markerReserve, column: nil)
    }
    return nil
  }

  /// Key and name must be there, wholly: `{company} ({id})` without a company is a mistake in the list, not a name.
  func check(
    _ bytes: UnsafeRawBufferPointer, _ value: FieldValue, _ plan: FieldPlan, limit: Int
  ) -> RowRejection? {
    if let rejection = absence(of: bytes, value, plan) { return rejection }
    if bytes.count > limit {
      return .tooLong(plan.field, bytes: bytes.count, limit: limit, column: plan.onlyColumn)
    }
    if let scalar = controlCharacter(in: bytes) {
      return .controlCharacter(plan.field, scalar: scalar, column: plan.onlyColumn)
    }
    return nil
  }

  private func absence(
    of bytes: UnsafeRawBufferPointer, _ value: FieldValue, _ plan: FieldPlan
  ) -> RowRejection? {
    if value.emptyValue >= 0 { return .empty(plan.field, plan.values[value.emptyValue]) }
    if value.isNested { return .nested(plan.field, column: plan.onlyColumn) }
    return bytes.isEmpty ? .empty(plan.field, plan.values.count == 1 ? plan.values[0] : nil) : nil
  }

  /// Why a number of credentials or an active flag is none.
  func rejection(of bytes: UnsafeRawBufferPointer, _ value: FieldValue, _ plan: FieldPlan) -> RowRejection {
    if let rejection = absence(of: bytes, value, plan) { return rejection }
    let expected = plan.field == .active ? CustomerPlan.acceptedFlags : CustomerPlan.acceptedCounts
    return .invalid(plan.field, bytes, expected: expected, column: plan.onlyColumn)
  }
}

extension CustomerPlan {
  private static let acceptedCounts =
    "a whole number from \(CustomerLimits.keys.lowerBound) to \(CustomerLimits.keys.upperBound)"
  private static let acceptedFlags = "true, yes, 1 or active, or else false, no, 0 or inactive"

  /// A number of credentials of one kind in decimal digits.
  func keyCount(of bytes: UnsafeRawBufferPointer) -> Int? {
    guard (1...9).contains(bytes.count) else { return nil }
    var count = 0
    for byte in bytes {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
      count = count * 10 + Int(byte - UInt8(ascii: "0"))
    }
    return CustomerLimits.keys.contains(count) ? count : nil
  }

  /// Whether a word means active; case does not count.
  func activeFlag(of bytes: UnsafeRawBufferPointer) -> Bool? {
    for (word, meaning) in CustomerPlan.flags where isEqualIgnoringCase(bytes, word) { return meaning }
    return nil
  }

  private static let flags: [(StaticString, Bool)] = [
    ("true", true), ("false", false), ("yes", true), ("no", false), ("1", true), ("0", false), ("active", true),
    ("inactive", false),
  ]
}

/// Whether `bytes` is the ASCII text `word`, which is in lower case.
func isEqualIgnoringCase(_ bytes: UnsafeRawBufferPointer, _ word: StaticString) -> Bool {
  guard bytes.count == word.utf8CodeUnitCount else { return false }
  return word.withUTF8Buffer { expected in
    expected.indices.allSatisfy { index in
      let byte = bytes[index]
      return ((0x41...0x5A).contains(byte) ? byte | 0x20 : byte) == expected[index]
    }
  }
}
