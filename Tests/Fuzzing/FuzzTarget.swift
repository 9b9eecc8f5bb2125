// Tests/Fuzzing/run compiles this folder together with what it fuzzes, as one module.

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What is fuzzed. A new one is a case here, a line below and a line with its seeds in `Tests/Fuzzing/run`.
enum FuzzTarget: String {
  case csv = "CSV"
  case json = "JSON"
  case ndjson = "NDJSON"
  case xml = "XML"
  case decoding = "Decoding"
  case unpacking = "Unpacking"
  case template = "Template"
  case filter = "Filter"
  case jobFile = "JobFile"

  /// Ends the program if something that must hold does not: libFuzzer keeps the input then.
  func take(_ input: FuzzInput) {
    switch self {
    case .csv: fuzzCSV(input)
    case .json: fuzzJSON(input, layout: .documents)
    case .ndjson: fuzzJSON(input, layout: .lines)
    case .xml: fuzzXML(input)
    case .decoding: fuzzDecoding(input)
    case .unpacking: fuzzUnpacking(input)
    case .template: fuzzTemplate(input.text)
    case .filter: fuzzFilter(input.text)
    case .jobFile: fuzzJobFile(input.text)
    }
  }

  /// As the environment says.
  static let chosen = getenv("MUSTER_FUZZ").flatMap { FuzzTarget(rawValue: String(cString: $0)) }
}

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  guard let target = FuzzTarget.chosen else { found("MUSTER_FUZZ names no target") }
  target.take(FuzzInput(UnsafeBufferPointer(start: bytes, count: count)))
  return 0
}

/// An input: a list, and behind it a byte that chooses how it is read; or a text.
struct FuzzInput {
  private let all: [UInt8]

  init(_ bytes: UnsafeBufferPointer<UInt8>) { all = Array(bytes) }

  var list: [UInt8] { all.dropLast() }
  var choice: UInt8 { all.last ?? 0 }
  var text: String { String(decoding: all, as: UTF8.self) }

  /// Whether bit `number` of the choice is set.
  func chooses(_ number: Int) -> Bool { choice >> UInt8(number) & 1 == 1 }
}

/// Ends the program with a word, also where it is optimised.
func found(_ what: String) -> Never {
  let line = Array("FOUND \(what)\n".utf8)
  _ = line.withUnsafeBytes { write(2, $0.baseAddress, $0.count) }
  abort()
}

func expect(_ condition: Bool, _ otherwise: @autoclosure () -> String) {
  if !condition { found(otherwise()) }
}
