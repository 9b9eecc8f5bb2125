/// An element that may be the record, because it repeats.
public struct XMLRecordCandidate: Sendable, Equatable {
  /// `customers/customer`
  public let path: String
  /// How many of them were seen beside each other.
  public let count: Int
}

/// Finds the element that is evidently the record: the only one that stands several times beside itself.
///
/// The rule: an element repeats if one parent has at least two of it. Elements inside one that repeats are not looked at, nor what is
/// inside a schema (XSD or XDR), which is no data. If exactly one path of names is left, its elements are the records.
struct XMLRecordSearch {
  private struct Node {
    /// `nil`: the document.
    let name: XMLTag.Bytes?
    let parent: Int
    var children: [XMLTag.Bytes: Int] = [:]
    /// In the current parent.
    var count = 0
    var instance = 0
    var mostBesideEachOther = 0
    var isSchema = false
  }

  private var nodes = [Node(name: nil, parent: -1)]
  private var open: [(node: Int, instance: Int)] = [(0, 0)]
  private var instances = 0
  private var ignored = 0
  private static let mostNodes = 50_000

  mutating func startElement(_ tag: XMLTag) {
    let (parent, parentInstance) = open[open.count - 1]
    guard ignored == 0, nodes.count < XMLRecordSearch.mostNodes, !XMLRecordSearch.isSchema(tag) else {
      ignored += 1
      return
    }
    let node: Int
    if let known = nodes[parent].children[tag.name] {
      node = known
    } else {
      node = nodes.count
      nodes[parent].children[tag.name] = node
      nodes.append(Node(name: tag.name, parent: parent))
    }
    if nodes[node].instance != parentInstance { (nodes[node].instance, nodes[node].count) = (parentInstance, 0) }
    nodes[node].count += 1
    nodes[node].mostBesideEachOther = max(nodes[node].mostBesideEachOther, nodes[node].count)
    instances += 1
    open.append((node, instances))
  }

  mutating func endElement() {
    if ignored > 0 {
      ignored -= 1
    } else {
      open.removeLast()
    }
  }

  /// The elements that repeat and are not inside another that does, in the document's order.
  var candidates: [XMLRecordCandidate] {
    nodes.indices.filter { nodes[$0].mostBesideEachOther > 1 && !isInsideRepeated($0) }
      .map { XMLRecordCandidate(path: path(of: $0), count: nodes[$0].mostBesideEachOther) }
  }

  private func isInsideRepeated(_ node: Int) -> Bool {
    var parent = nodes[node].parent
    while parent > 0 {
      if nodes[parent].mostBesideEachOther > 1 { return true }
      parent = nodes[parent].parent
    }
    return false
  }

  private func path(of node: Int) -> String {
    var names: [String] = []
    var at = node
    while at > 0 {
      if let name = nodes[at].name { names.append(String(cString: name)) }
      at = nodes[at].parent
    }
    return names.reversed().joined(separator: "/")
  }

  private static let schemas = ["http://www.w3.org/2001/XMLSchema", "uuid:BDC6E3F0-6DA3-11d1-A2A3-00AA00C14882"]

  private static func isSchema(_ tag: XMLTag) -> Bool {
    guard let namespace = tag.namespace else { return false }
    return schemas.contains(String(cString: namespace))
  }
}
