import CFuzzer

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What libFuzzer calls. Set once, before its loop begins.
nonisolated(unsafe) private var current: (FuzzInput) -> Void = { _ in }

/// Hands inputs to `target` until libFuzzer has enough; gives the exit code.
func run(_ target: @escaping (FuzzInput) -> Void, arguments: [String]) -> Int32 {
  current = target
  // libFuzzer keeps them.
  let pointers = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: arguments.count + 1)
  for (index, argument) in arguments.enumerated() { pointers[index] = strdup(argument) }
  pointers[arguments.count] = nil
  var count = Int32(arguments.count)
  var vector: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = pointers
  return LLVMFuzzerRunDriver(&count, &vector) { bytes, count in
    current(FuzzInput(UnsafeRawBufferPointer(start: bytes, count: count)))
    return 0
  }
}

/// An input: what is to be read, and behind it a byte that chooses how.
struct FuzzInput {
  let bytes: [UInt8]
  let choice: UInt8

  init(_ input: UnsafeRawBufferPointer) {
    bytes = Array(input.dropLast())
    choice = input.last ?? 0
  }

  /// Whether bit `number` of the choice is set.
  func chooses(_ number: Int) -> Bool { choice >> UInt8(number) & 1 == 1 }
}
