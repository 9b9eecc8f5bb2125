extension User {
  /// Whether the user bears exactly this name, byte by byte.
  ///
  /// Swift's `==` takes canonically equivalent texts (`é` as one scalar or as two) for equal; the account does not.
  public func hasName(_ name: String) -> Bool {
    self.name.utf8.elementsEqual(name.utf8)
  }
}
