#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A text's bytes in an encoding, made by iconv.
func encoded(_ text: String, _ encoding: String) -> [UInt8] {
  guard let encoder = iconv_open(encoding, "UTF-8"), encoder != iconv_t(bitPattern: -1) else { return [] }
  defer { iconv_close(encoder) }
  var input = Array(text.utf8).map { CChar(bitPattern: $0) }
  var output = [CChar](repeating: 0, count: 8 * input.count + 64)
  var inputLeft = input.count
  var outputLeft = output.count
  let size = output.count
  let isDone = input.withUnsafeMutableBufferPointer { from in
    output.withUnsafeMutableBufferPointer { to in
      var source = from.baseAddress
      var target = to.baseAddress
      guard iconv(encoder, &source, &inputLeft, &target, &outputLeft) != -1 else { return false }
      return iconv(encoder, nil, nil, &target, &outputLeft) != -1
    }
  }
  precondition(isDone, "\(encoding) has no such character")
  return output[..<(size - outputLeft)].map { UInt8(bitPattern: $0) }
}
