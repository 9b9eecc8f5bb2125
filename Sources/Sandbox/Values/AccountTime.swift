/// An instant as the account's caller tells it: monotonic nanoseconds from an origin of the caller's choice.
///
/// The account never reads a clock. `AccountConfiguration.epoch` says which wall time the origin stands for, so a
/// simulation can let the server's wall clock be wrong without touching the windows.
public struct AccountTime: Sendable, Hashable, Comparable {
  public var nanoseconds: UInt64

  public init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

  public static func seconds(_ seconds: Double) -> Self { Self(nanoseconds: UInt64(max(0, seconds) * 1e9)) }
  public static func < (left: Self, right: Self) -> Bool { left.nanoseconds < right.nanoseconds }
  public static let zero = Self(nanoseconds: 0)
}
