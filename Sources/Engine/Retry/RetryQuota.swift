/// A budget of retries for the whole run, so that an API that is broken for everybody is not hammered by everybody.
///
/// Successes pay in, retries draw. While one in five requests at most goes wrong, the budget stays full; when it is
/// empty, it is not single customers that have bad luck, and the run pauses.
struct RetryQuota {
  static let capacity = 100.0
  static let earning = 0.25

  private var balance = RetryQuota.capacity

  mutating func earn() { balance = min(Self.capacity, balance + Self.earning) }

  /// Draws for one retry; `false` when the budget is used up. It then starts again at a quarter.
  mutating func spend() -> Bool {
    balance -= 1
    if balance > 0 { return true }
    balance = Self.capacity / 4
    return false
  }
}
