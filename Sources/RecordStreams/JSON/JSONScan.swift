import CPlatform

/// Reads JSON out of a batch's bytes: the inner loops of the JSON and NDJSON readers, set apart because they have to be fast.
///
/// A record is read in one go, from its brace to its brace. If the bytes end before it does, it is read again from its beginning when
/// there are more: one record per chunk, in exchange for loops without states. Strings are passed over 16 bytes at a time (SSE2, or
/// eight elsewhere), names are held against the name that stood there in the record before.
/// The byte at `limit` is a zero, which JSON has nowhere: loops end at it by themselves, and only who meets something unexpected
/// asks whether the bytes have ended.
struct JSONScan {
  /// Why reading does not go on.
  enum Stop: Equatable {
    /// The bytes end before it is decided.
    case incomplete
    case failed(JSONFault, at: Int)
    /// What is wrong is no matter of a single record.
    case refused(JSONRefusal, at: Int)
    case recordTooLong
  }

  let batch: RecordBatch
  let table: JSONColumnTable
  let limits: JSONOptions.Limits
  let base: UnsafeMutablePointer<UInt8>
  /// No byte at or behind it exists.
  let limit: Int
  /// Whether the list ends at `limit`.
  let isLast: Bool

  /// The line on which the next unread byte stands.
  var line: Int
  /// Why a function gave -1 as the place behind what it was to read.
  var stop = Stop.incomplete
  /// How far has been looked to find out what `stop` says, if that is further than the place it names.
  var seen = 0
  /// Of the string or nested value that was read last.
  var slice = FieldSlice(start: 0, length: 0, kind: .missing)
  /// The column of the name that was looked up last.
  var foundColumn = 0
  /// Whether there is white space between the tokens of the nested value that was read last.
  var hasInnerSpace = false
  /// How many fields the record that was read last has; they stand behind those of the batch's rows.
  var recordFields = 0

  /// The batch must have room for rewriting as many bytes as it holds, and a zero at `limit`.
  init(
    _ batch: RecordBatch, table: JSONColumnTable, limits: JSONOptions.Limits, to limit: Int, line: Int, isLast: Bool
  ) {
    self.batch = batch
    self.table = table
    self.limits = limits
    self.limit = limit
    self.line = line
    self.isLast = isLast
    base = batch.memory
  }

  /// The next place that is no white space. A carriage return stays if nobody knows yet whether a line feed follows it.
  @inline(__always) mutating func skipSpace(from start: Int) -> Int {
    var at = start
    while base[at] <= 0x20 {
      switch base[at] {
      case UInt8(ascii: " "), UInt8(ascii: "\t"): break
      case UInt8(ascii: "\n"): line &+= 1
      case UInt8(ascii: "\r"):
        if at + 1 >= limit, !isLast { return at }
        if base[at + 1] != UInt8(ascii: "\n") { line &+= 1 }
      default: return at
      }
      at &+= 1
    }
    return at
  }

  /// To be called where something else stands than must.
  ///
  /// - Returns: -1, for the caller to hand on.
  @inline(never) mutating func expected(_ wanted: JSONFault.Wanted, at place: Int) -> Int {
    if place >= limit || (base[place] == UInt8(ascii: "\r") && place + 1 >= limit && !isLast) {
      stop = isLast ? .failed(.unfinished(wanted: wanted), at: limit) : .incomplete
    } else if wanted.isBehindValue, place > 0, isDigit(base[place - 1]), continuesNumber(base[place]) {
      stop = .failed(.invalidNumber, at: place)
    } else {
      stop = .failed(.unexpected(scalar(at: place, in: base, limit: limit), wanted: wanted), at: place)
    }
    return -1
  }

  /// The place behind the string that opens at `open`, its escapes checked; its text is `slice`.
  @inline(__always) mutating func string(at open: Int) -> Int {
    let end = open &+ 1 &+ muster_json_string_stop(base + (open &+ 1))
    guard base[end] == UInt8(ascii: "\"") else { return irregularString(at: open, plainTo: end, keepsText: true) }
    slice = FieldSlice(start: open &+ 1, length: end &- open &- 1)
    return end &+ 1
  }

  /// The place behind the string that opens at `open`, its escapes checked; its text may be written over.
  @inline(__always) mutating func stringPassed(at open: Int) -> Int {
    let end = open &+ 1 &+ muster_json_string_stop(base + (open &+ 1))
    guard base[end] == UInt8(ascii: "\"") else { return irregularString(at: open, plainTo: end, keepsText: false) }
    slice = FieldSlice(start: open &+ 1, length: end &- open &- 1)
    return end &+ 1
  }

  @inline(never) private mutating func irregularString(at open: Int, plainTo end: Int, keepsText: Bool) -> Int {
    if end >= limit { return unclosedString(at: open) }
    let target = batch.rewrittenEnd
    var decoding = JSONStringDecoding(base, from: open + 1, limit: limit, to: base + target)
    switch decoding.run() {
    case .closed(let behind):
      slice = FieldSlice(start: target, length: decoding.written)
      if keepsText { batch.rewrittenEnd += decoding.written }
      return behind
    case .incomplete: return unclosedString(at: open)
    case .failed(let fault, let place):
      stop = .failed(fault, at: place)
      return -1
    }
  }

  private mutating func unclosedString(at open: Int) -> Int {
    stop = isLast ? .failed(.unclosedString, at: open) : .incomplete
    seen = limit
    return -1
  }

  /// The place behind the number that begins at `start`. What follows it is not looked at.
  @inline(__always) mutating func number(at start: Int) -> Int {
    var at = start
    if base[at] == UInt8(ascii: "-") { at &+= 1 }
    if base[at] == UInt8(ascii: "0") {
      at &+= 1
    } else {
      guard isDigit(base[at]) else { return badNumber(at: at) }
      repeat { at &+= 1 } while isDigit(base[at])
    }
    if base[at] == UInt8(ascii: ".") {
      at &+= 1
      guard isDigit(base[at]) else { return badNumber(at: at) }
      repeat { at &+= 1 } while isDigit(base[at])
    }
    if base[at] | 0x20 == UInt8(ascii: "e") {
      at &+= 1
      if base[at] == UInt8(ascii: "+") || base[at] == UInt8(ascii: "-") { at &+= 1 }
      guard isDigit(base[at]) else { return badNumber(at: at) }
      repeat { at &+= 1 } while isDigit(base[at])
    }
    return at
  }

  @inline(never) private mutating func badNumber(at place: Int) -> Int {
    let ends = place >= limit
    stop =
      !ends
      ? .failed(.invalidNumber, at: place) : isLast ? .failed(.unfinished(wanted: .digit), at: limit) : .incomplete
    return -1
  }

  /// The place behind `true`, `false` or `null`, of which the first byte stands at `start`.
  @inline(__always) mutating func literal(at start: Int) -> Int {
    let word = UnsafeRawPointer(base + start).loadUnaligned(as: UInt32.self)
    if word == JSONScan.true || word == JSONScan.null { return start &+ 4 }
    if word == JSONScan.fals, base[start &+ 4] == UInt8(ascii: "e") { return start &+ 5 }
    return badLiteral(at: start)
  }

  private static let `true` = UInt32(littleEndian: 0x6575_7274)
  private static let null = UInt32(littleEndian: 0x6c6c_756e)
  private static let fals = UInt32(littleEndian: 0x736c_6166)

  @inline(never) private mutating func badLiteral(at start: Int) -> Int {
    for word in ["true", "false", "null"] as [StaticString] where word.utf8Start[0] == base[start] {
      var length = 0
      while length < word.utf8CodeUnitCount, base[start + length] == word.utf8Start[length] { length += 1 }
      if start + length >= limit { return expected(.value, at: limit) }
    }
    return expected(.value, at: start)
  }
}

@inline(__always) func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

/// Whether a byte behind a number's digits means that the number itself is wrong.
private func continuesNumber(_ byte: UInt8) -> Bool {
  isDigit(byte) || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20 || byte == UInt8(ascii: ".")
    || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
}

extension JSONFault.Wanted {
  fileprivate var isBehindValue: Bool {
    switch self {
    case .commaOrObjectEnd, .commaOrArrayEnd: true
    default: false
    }
  }
}
