/// The elements and attributes that stand in records, as a tree, and the column of each.
///
/// A step goes from an element to one inside it: as records look alike, it is the one behind the last step's most of the time,
/// else a dictionary knows it. Names are compared by address: libxml2 keeps one copy of each.
/// Each node has a twin for the second element of the same name beside it, that one for the third, and so on.
struct XMLPaths {
  struct Node {
    let name: UnsafePointer<UInt8>
    let nameLength: Int
    let parent: Int32
    let isAttribute: Bool
    /// From 1; elements of one name beside each other.
    let occurrence: Int32
    /// -1: none yet.
    var column: Int32 = -1
    var next: Int32 = -1
    var firstElement: Int32 = -1
    var lastElement: Int32 = -1
    var firstAttribute: Int32 = -1
    var lastAttribute: Int32 = -1
    var twin: Int32 = -1
    /// Which instance of the parent had it last, and as which twin.
    var instance: UInt64 = 0
    var latest: Int32 = -1
  }

  private struct Key: Hashable {
    let parent: Int32
    let name: UnsafePointer<UInt8>
    let isAttribute: Bool
  }

  private(set) var nodes: UnsafeMutablePointer<Node>
  private var count = 0
  private var capacity = 64
  private var places: [Key: Int32] = [:]
  private(set) var columns: [String] = []
  private var taken: Set<String> = []
  private var columnBytes = 0
  private(set) var notices: [ReadNotice] = []

  /// The record element.
  static let root: Int32 = 0
  /// Its own text, which has no element's name.
  static let ownText = "#text"
  static let mostNodes = 65_536
  /// Of the names of all columns together.
  static let mostColumnBytes = 4 << 20

  init() { nodes = .allocate(capacity: capacity) }

  func deallocate() { nodes.deallocate() }

  var hasRoot: Bool { count > 0 }
  var isFull: Bool { count > XMLPaths.mostNodes || columnBytes > XMLPaths.mostColumnBytes }

  mutating func addRoot(_ name: UnsafePointer<UInt8>, length: Int) {
    _ = add(Node(name: name, nameLength: length, parent: -1, isAttribute: false, occurrence: 1))
  }

  /// The element or attribute called `name` inside `parent`, of which this is the given instance.
  ///
  /// - Parameter expected: where it is if this instance looks like the last one; moved on.
  @inline(__always) mutating func step(
    from parent: Int32, to name: UnsafePointer<UInt8>, isAttribute: Bool, instance: UInt64, expected: inout Int32
  ) -> Int32 {
    var node = expected
    if node < 0 || nodes[Int(node)].name != name {
      node = find(name, in: parent, isAttribute: isAttribute, near: expected)
    }
    expected = nodes[Int(node)].next
    if nodes[Int(node)].instance == instance { return nextTwin(of: node) }
    nodes[Int(node)].instance = instance
    nodes[Int(node)].latest = node
    return node
  }

  @inline(never) private mutating func find(
    _ name: UnsafePointer<UInt8>, in parent: Int32, isAttribute: Bool, near expected: Int32
  ) -> Int32 {
    // One that is left out in this record.
    if expected >= 0 {
      let next = nodes[Int(expected)].next
      if next >= 0, nodes[Int(next)].name == name { return next }
    }
    let key = Key(parent: parent, name: name, isAttribute: isAttribute)
    if let known = places[key] { return known }
    let length = XMLPaths.length(of: name)
    let node = add(Node(name: name, nameLength: length, parent: parent, isAttribute: isAttribute, occurrence: 1))
    places[key] = node
    let last = isAttribute ? nodes[Int(parent)].lastAttribute : nodes[Int(parent)].lastElement
    if last >= 0 { nodes[Int(last)].next = node }
    if isAttribute {
      if last < 0 { nodes[Int(parent)].firstAttribute = node }
      nodes[Int(parent)].lastAttribute = node
    } else {
      if last < 0 { nodes[Int(parent)].firstElement = node }
      nodes[Int(parent)].lastElement = node
    }
    return node
  }

  @inline(never) private mutating func nextTwin(of node: Int32) -> Int32 {
    let latest = nodes[Int(node)].latest
    var twin = nodes[Int(latest)].twin
    if twin < 0 {
      let base = nodes[Int(latest)]
      twin = add(
        Node(
          name: base.name, nameLength: base.nameLength, parent: base.parent, isAttribute: base.isAttribute,
          occurrence: base.occurrence + 1))
      nodes[Int(latest)].twin = twin
    }
    nodes[Int(node)].latest = twin
    return twin
  }

  private mutating func add(_ node: Node) -> Int32 {
    if count == capacity {
      let larger = UnsafeMutablePointer<Node>.allocate(capacity: 2 * capacity)
      larger.update(from: nodes, count: count)
      nodes.deallocate()
      nodes = larger
      capacity *= 2
    }
    nodes[count] = node
    count += 1
    return Int32(count - 1)
  }

  /// The column of `node`, which it gets if it has none yet.
  @inline(__always) mutating func column(of node: Int32) -> Int {
    let known = nodes[Int(node)].column
    return known >= 0 ? Int(known) : addColumn(for: node)
  }

  @inline(never) private mutating func addColumn(for node: Int32) -> Int {
    let wanted = name(of: node)
    var name = wanted
    var number = 2
    // A name such as `a_x002F_b` stands for `a/b`, which may be there as well.
    while taken.contains(name) {
      name = "\(wanted)_\(number)"
      number += 1
    }
    if name != wanted {
      notices.append(.repeatedColumn(name: wanted, position: columns.count + 1, named: name))
    }
    taken.insert(name)
    columns.append(name)
    columnBytes += name.utf8.count
    nodes[Int(node)].column = Int32(columns.count - 1)
    return columns.count - 1
  }

  /// `address/country`, `phone[2]`, `address/@type`, `#text`.
  private func name(of node: Int32) -> String {
    guard node != XMLPaths.root else { return XMLPaths.ownText }
    var parts: [String] = []
    var at = node
    while at != XMLPaths.root {
      let node = nodes[Int(at)]
      let text = String(decoding: UnsafeBufferPointer(start: node.name, count: node.nameLength), as: UTF8.self)
      let name = XMLNames.decoded(text)
      parts.append((node.isAttribute ? "@" : "") + name + (node.occurrence > 1 ? "[\(node.occurrence)]" : ""))
      at = node.parent
    }
    return parts.reversed().joined(separator: "/")
  }

  static func length(of name: UnsafePointer<UInt8>) -> Int {
    var length = 0
    while name[length] != 0 { length += 1 }
    return length
  }
}
