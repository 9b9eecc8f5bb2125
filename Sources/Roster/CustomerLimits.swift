/// What a customer may look like, in bytes of UTF-8.
///
/// Description and metadata are ngrok's documented limits. For a name the maximum is not documented (ERR_NGROK_4110 says only that
/// there is one): a long one is let through with a notice, one that no person would have written is refused.
public struct CustomerLimits: Sendable, Equatable {
  public var description = 255
  /// Of the metadata object with the marker in it.
  public var metadata = 4096
  /// What the marker `"muster":"RUN.STEP.ATTEMPT"` may take with its comma; 0 if there is none.
  public var markerReserve = 64
  public var longName = 255
  public var name = 1024
  public var key = 1024
  /// Of API keys for one customer, and of authtokens.
  public static let keys = 0...100

  public init() {}
}
