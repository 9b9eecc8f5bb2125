// Fuzzed: Sources/Commands/JobFile/JSON5Parser.swift Sources/Commands/JobFile/JSON5Scanner.swift Sources/Commands/JobFile/JSON5Value.swift
// Compiled by Tests/Fuzzing/run as one module.

/// A job file is read, or refused at a place in it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzJobFile(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let text = String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
  do throws(JSON5Failure) {
    var parser = JSON5Parser(text)
    _ = try parser.parse()
  } catch {
    let lines = text.unicodeScalars.count { "\n\r\u{2028}\u{2029}".unicodeScalars.contains($0) } + 1
    precondition((1...lines).contains(error.place.line) && error.place.column >= 1)
  }
  return 0
}
