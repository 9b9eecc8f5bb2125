import CPlatform

/// The columns that a JSON list's records have had so far, to be found by the bytes of a member's name.
///
/// Records of a list mostly have the same members in the same order. So each column knows which one followed it last: a member's name
/// is first held against that one's label, `"name"` with its quotes, and looked up only if it is another.
final class JSONColumnTable {
  struct Label {
    /// Where `"name"` begins in `text`, and how long it is; a name that must be written with escapes has none.
    var start: UInt32
    var length: UInt32
    /// The label that followed this one last; 0 if none did.
    var successor: Int32
  }

  /// Position 0 is the beginning of a record; column c is at c + 1.
  private(set) var labels: UnsafeMutablePointer<Label>
  private var labelCapacity = 64
  /// Each label's text begins at a multiple of 16, with zeros behind it.
  private(set) var text: UnsafeMutablePointer<UInt8>
  private var textCapacity = 4096
  private var textEnd = 0
  private(set) var nameBytes = 0
  private(set) var names: [[UInt8]] = []
  /// Columns by the hash of their name, one more than their number; 0 is free.
  private var slots = [Int32](repeating: 0, count: 128)
  private let seed = UInt64.random(in: 1 ... .max)
  /// How many columns are no member's but the reader's own, in front of the others.
  let ownColumns: Int

  var count: Int { names.count }

  init(ownColumns: Int = 0) {
    self.ownColumns = ownColumns
    labels = .allocate(capacity: labelCapacity)
    text = .allocate(capacity: textCapacity)
    labels[0] = Label(start: 0, length: 0, successor: 0)
    for _ in 0..<ownColumns { append(name: [], label: false) }
  }

  deinit {
    labels.deallocate()
    text.deallocate()
  }

  /// The column of that name; `nil` if there is none yet.
  func column(named name: UnsafeBufferPointer<UInt8>) -> Int? {
    var slot = Int(truncatingIfNeeded: hash(of: name)) & (slots.count - 1)
    while slots[slot] != 0 {
      let column = Int(slots[slot]) - 1
      if names[column].count == name.count, names[column].elementsEqual(name) { return column }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  func add(_ name: UnsafeBufferPointer<UInt8>) -> Int {
    let needsEscape = name.contains { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }
    append(name: Array(name), label: !needsEscape)
    nameBytes += name.count
    if names.count * 2 > slots.count {
      slots = Array(repeating: 0, count: slots.count * 2)
      fillSlots()
    } else {
      enter(names.count - 1)
    }
    return names.count - 1
  }

  /// Notes that `column` followed the column `previous`, or the beginning of a record if that is -1.
  func note(_ column: Int, after previous: Int) {
    labels[previous + 1].successor = Int32(truncatingIfNeeded: column + 1)
  }

  /// Forgets the columns from `count` on, which only a record that does not count has had.
  func truncate(to count: Int) {
    guard count < names.count else { return }
    nameBytes -= names[count...].reduce(0) { $0 + $1.count }
    textEnd = Int(labels[count + 1].start)
    names.removeLast(names.count - count)
    for index in 0...count where labels[index].successor > count { labels[index].successor = 0 }
    slots = Array(repeating: 0, count: slots.count)
    fillSlots()
  }

  private func append(name: [UInt8], label: Bool) {
    let length = label ? name.count + 2 : 0
    let room = (length + 15) / 16 * 16
    if textEnd + room > textCapacity { growText(to: textEnd + room) }
    if names.count + 1 == labelCapacity { growLabels() }
    labels[names.count + 1] = Label(
      start: UInt32(truncatingIfNeeded: textEnd), length: UInt32(truncatingIfNeeded: length), successor: 0)
    if label {
      let target = text + textEnd
      target.update(repeating: 0, count: room)
      target[0] = UInt8(ascii: "\"")
      for (index, byte) in name.enumerated() { target[index + 1] = byte }
      target[length - 1] = UInt8(ascii: "\"")
    }
    textEnd += room
    names.append(name)
  }

  private func growText(to needed: Int) {
    let larger = max(needed, textCapacity * 2)
    let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
    moved.update(from: text, count: textEnd)
    text.deallocate()
    (text, textCapacity) = (moved, larger)
  }

  private func growLabels() {
    let moved = UnsafeMutablePointer<Label>.allocate(capacity: labelCapacity * 2)
    moved.update(from: labels, count: labelCapacity)
    labels.deallocate()
    (labels, labelCapacity) = (moved, labelCapacity * 2)
  }

  private func fillSlots() {
    for column in ownColumns..<max(ownColumns, names.count) { enter(column) }
  }

  private func enter(_ column: Int) {
    var slot = names[column].withUnsafeBufferPointer { Int(truncatingIfNeeded: hash(of: $0)) } & (slots.count - 1)
    while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
    slots[slot] = Int32(truncatingIfNeeded: column + 1)
  }

  /// Eight bytes at a time, multiplied and folded; seeded, so that nobody can write a list whose names all collide.
  private func hash(of name: UnsafeBufferPointer<UInt8>) -> UInt64 {
    let bytes = UnsafeRawBufferPointer(name)
    var state = seed ^ UInt64(truncatingIfNeeded: bytes.count)
    var at = 0
    while at < bytes.count {
      var word: UInt64 = 0
      if at + 8 <= bytes.count {
        word = bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self)
      } else {
        for index in at..<bytes.count { word = word << 8 | UInt64(bytes[index]) }
      }
      let product = (state ^ word).multipliedFullWidth(by: 0x9e37_79b9_7f4a_7c15 ^ seed)
      state = product.high ^ product.low
      at += 8
    }
    return state ^ state >> 32
  }
}
