import CPlatform

/// An encoding with a table for its upper half.
struct SingleByteDecoder: TextDecoder {
  private let upperHalf: [UInt16]

  init(_ table: SingleByteTable) { upperHalf = table.upperHalf }

  mutating func decode(
    _ input: UnsafeRawBufferPointer, isLast: Bool, into output: UnsafeMutableRawBufferPointer
  ) -> DecodedStretch {
    var sink = UTF8Sink(output)
    var at = 0
    while at < input.count, sink.hasRoom {
      let byte = input[at]
      if byte < 0x80 {
        sink.append(UInt32(byte))
      } else {
        let scalar = upperHalf[Int(byte) - 0x80]
        guard scalar != 0 else {
          return DecodedStretch(consumed: at, produced: sink.count, fault: .invalid(length: 1))
        }
        sink.append(UInt32(scalar))
      }
      at += 1
    }
    return DecodedStretch(consumed: at, produced: sink.count)
  }
}

/// Whatever else the system's iconv can read.
final class SystemDecoder: TextDecoder {
  private let decoder: UnsafeMutableRawPointer

  /// - Returns: `nil` if the system does not know the name.
  init?(_ name: String) {
    guard let decoder = muster_decoder_open(name) else { return nil }
    self.decoder = decoder
  }

  deinit { muster_decoder_close(decoder) }

  func decode(
    _ input: UnsafeRawBufferPointer, isLast: Bool, into output: UnsafeMutableRawBufferPointer
  ) -> DecodedStretch {
    guard var to = output.bindMemory(to: CChar.self).baseAddress else { return DecodedStretch() }
    var from = input.bindMemory(to: CChar.self).baseAddress
    var inputLeft = from == nil ? 0 : input.count
    var outputLeft = output.count
    var result = muster_decoded_all
    if inputLeft > 0 { result = muster_decode(decoder, &from, &inputLeft, &to, &outputLeft) }
    var fault: DecodedStretch.Fault?
    switch result {
    case muster_decoded_to_invalid: fault = .invalid(length: 1)
    case muster_decoded_to_incomplete: fault = isLast ? .incomplete : nil
    case muster_decoded_all where isLast:
      // What it holds back, such as a letter that an accent could have followed.
      var nothing: UnsafePointer<CChar>?
      _ = muster_decode(decoder, &nothing, &inputLeft, &to, &outputLeft)
    default: break
    }
    return DecodedStretch(consumed: input.count - inputLeft, produced: output.count - outputLeft, fault: fault)
  }
}
