import NgrokAPI
import Testing

@testable import Transport

extension CurlTransport {
  /// A transport to a server of the test, with short bounds.
  static func forTests(
    to address: String, _ change: (inout TransportConfiguration) -> Void = { _ in }
  ) throws -> CurlTransport {
    var configuration = TransportConfiguration(
      baseURL: try BaseURL(address), apiKey: Secret("key_for_tests"), userAgent: "muster-tests")
    configuration.connectTimeout = .seconds(5)
    configuration.totalTimeout = .seconds(20)
    change(&configuration)
    return try CurlTransport(configuration: configuration)
  }

  /// Sends one request and waits for how it ends.
  func deliver(_ request: APIRequest, id: UInt64 = 1) throws -> Delivery {
    send(request, id: id)
    return try #require(try ended(1)[id])
  }

  /// Waits until so many requests have ended.
  func ended(_ count: Int) throws -> [UInt64: Delivery] {
    var deliveries: [UInt64: Delivery] = [:]
    let end = ContinuousClock.now + .seconds(60)
    while deliveries.count < count, ContinuousClock.now < end {
      for (id, delivery) in try wait(upTo: .seconds(1)) {
        #expect(deliveries.updateValue(delivery, forKey: id) == nil, "request \(id) ended twice")
      }
    }
    return deliveries
  }

  /// Sends numbered creations, so many at a time, and waits for how each ends; the number stands in the body.
  func deliverNumbered(_ count: Int, atOnce: Int) throws -> [UInt64: Delivery] {
    var deliveries: [UInt64: Delivery] = [:]
    var next: UInt64 = 0
    while deliveries.count < count {
      while countUnderWay < atOnce, next < count {
        send(.createUser(.bot, name: "number \(next)"), id: next)
        next += 1
      }
      for (id, delivery) in try wait(upTo: .seconds(30)) {
        #expect(deliveries.updateValue(delivery, forKey: id) == nil, "request \(id) ended twice")
      }
    }
    return deliveries
  }
}

extension Delivery {
  var answer: APIAnswer? {
    if case .answered(let answer) = self { answer } else { nil }
  }

  var neverLeftKind: TransportFailure.Kind? {
    if case .neverLeft(let failure) = self { failure.kind } else { nil }
  }

  var lostKind: TransportFailure.Kind? {
    if case .lost(let failure) = self { failure.kind } else { nil }
  }
}
