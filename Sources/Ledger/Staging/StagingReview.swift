/// What a list turned out to hold.
public struct StagingReview: Sendable, Equatable {
  /// Records that were read.
  public var read = 0
  /// Records that the person's own condition left out.
  public var filtered = 0
  public var rejected = 0
  /// Customers that can be taken up.
  public var customers = 0
  /// Credentials that those customers are to get.
  public var credentials = 0
  /// Of those customers, how many are to be inactive in the end.
  public var inactive = 0
  /// How many names look like an earlier one without being the same.
  public private(set) var lookalikeCount = 0
  /// The first few of them.
  public private(set) var lookalikes: [LookalikeName] = []
  /// What became of the list that the ledger had before; `nil` for a new ledger.
  public var difference: ListDifference?

  public init() {}

  mutating func take(_ lookalike: LookalikeName) {
    lookalikeCount += 1
    if lookalikes.count < 20 { lookalikes.append(lookalike) }
  }
}

/// How an edited list differs from the one that the ledger has.
public struct ListDifference: Sendable, Equatable {
  public struct Group: Sendable, Equatable {
    public var count = 0
    /// The keys of the first few, in the order of the list.
    public var examples: [String] = []

    public init(count: Int = 0, examples: [String] = []) {
      self.count = count
      self.examples = examples
    }
  }

  /// Customers that the ledger did not know.
  public var added = Group()
  /// Customers with other data than before, for whom nothing is in the account yet: the new data is taken.
  public var updated = Group()
  /// Customers with other data than before, for whom something was done already: they are left as they are.
  public var kept = Group()
  /// Customers that are in the list no more; what was done for them is not touched.
  public var gone = Group()
  /// Customers that are in both lists.
  public var common = 0

  /// Whether nobody came, went or changed.
  public var isEmpty: Bool { [added, updated, kept, gone].allSatisfy { $0.count == 0 } }

  public init() {}
}
