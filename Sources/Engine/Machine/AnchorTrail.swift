import NgrokAPI

/// Remembers which user was known to be in the account a settling time ago.
///
/// Such a user is certainly older than anything that a request sent from now on creates, and everybody who reads the
/// account's list, newest first, sees it behind that. Times are our own: the answer that named the user came that long
/// ago.
struct AnchorTrail {
  private var waiting = FIFOQueue<(user: UserID, instant: Instant)>()
  private var settled: UserID?

  /// Notes a user that an answer has just named as created.
  mutating func note(_ user: UserID, at now: Instant, settle: Duration) {
    // A few users per settling time are enough.
    if let last = waiting.last, now < last.instant + settle / 8 { return }
    waiting.append((user, now))
  }

  /// The newest user that has been known for a settling time.
  mutating func anchor(at now: Instant, settle: Duration) -> UserID? {
    while let first = waiting.first, first.instant + settle < now {
      settled = first.user
      _ = waiting.popFirst()
    }
    return settled
  }
}
