import Testing

@testable import RecordStreams

@Suite("What is written in one go")
struct OutputBufferTests {
  private final class Sink: ByteSink {
    var bytes: [UInt8] = []
    func write(_ block: UnsafeRawBufferPointer) throws(WriteFailure) { bytes += block }
  }

  /// Fields of every length up to 40, plain but for one byte somewhere, and plain ones.
  private static let fields: [[UInt8]] = (0...40).flatMap { length in
    let plain = (0..<length).map { UInt8(ascii: "a") + UInt8($0 % 26) }
    let odd = (0..<length).flatMap { place in
      #"","\ "#.utf8.map { byte in
        var field = plain
        field[place] = byte
        return field
      }
    }
    let controls = (0..<length).flatMap { place in
      [0x00, 0x08, 0x0a, 0x0d, 0x1f, 0x7f].map { (byte: UInt8) in
        var field = plain
        field[place] = byte
        return field
      }
    }
    return [plain] + odd + controls
  }

  private func written(_ body: (inout OutputBuffer) -> Void) throws -> [UInt8] {
    let sink = Sink()
    var output = OutputBuffer(sink)
    body(&output)
    try output.flush()
    return sink.bytes
  }

  @Test("a field of CSV is what it is elsewhere", arguments: [false, true])
  func csv(isOnlyField: Bool) throws {
    let delimiter = UInt8(ascii: ",")
    for field in Self.fields {
      let fast = try written { output in
        field.withUnsafeBytes { output.append(csv: $0, delimiter: delimiter, isOnlyField: isOnlyField) }
      }
      var slow: [UInt8] = []
      field.withUnsafeBytes {
        CSVText.append($0, delimiter: delimiter, quote: UInt8(ascii: "\""), isOnlyField: isOnlyField, to: &slow)
      }
      #expect(fast == slow, "\(field)")
    }
  }

  @Test("a string of JSON is what it is elsewhere")
  func json() throws {
    for field in Self.fields {
      let fast = try written { output in field.withUnsafeBytes { output.append(json: $0) } }
      var slow: [UInt8] = []
      field.withUnsafeBytes { JSONText.append($0, to: &slow) }
      #expect(fast == slow, "\(field)")
    }
  }

  @Test("pieces of any size stand one behind the other, whatever the memory held before")
  func growth() throws {
    let pieces = [1, 70_000, 3, 0, 200_000, 5].enumerated().map { index, size in
      [UInt8](repeating: UInt8(ascii: "a") + UInt8(index), count: size)
    }
    let bytes = try written { output in
      for piece in pieces { piece.withUnsafeBytes { output.append($0) } }
    }
    #expect(bytes == Array(pieces.joined()))
  }
}
