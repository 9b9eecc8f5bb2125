/// A start tag as libxml2 reports it. Valid during the report only, names longer.
struct XMLTag {
  typealias Bytes = UnsafePointer<UInt8>

  /// Without prefix.
  let name: Bytes
  let prefix: Bytes?
  let namespace: Bytes?
  let namespaceCount: Int
  let attributeCount: Int
  private let namespaces: UnsafeMutablePointer<Bytes?>?
  private let attributes: UnsafeMutablePointer<Bytes?>?

  struct Attribute {
    let name: Bytes
    let prefix: Bytes?
    let value: Bytes
    let length: Int
  }

  init(
    name: Bytes, prefix: Bytes?, namespace: Bytes?, namespaceCount: Int, namespaces: UnsafeMutablePointer<Bytes?>?,
    attributeCount: Int, attributes: UnsafeMutablePointer<Bytes?>?
  ) {
    self.name = name
    self.prefix = prefix
    self.namespace = namespace
    self.namespaceCount = namespaces == nil ? 0 : namespaceCount
    self.namespaces = namespaces
    self.attributeCount = attributes == nil ? 0 : attributeCount
    self.attributes = attributes
  }

  /// A declaration in this tag; without a prefix it is for names that have none, without an address it takes one back.
  func declaration(_ index: Int) -> (prefix: Bytes?, address: Bytes?) {
    guard let namespaces else { return (nil, nil) }
    return (namespaces[2 * index], namespaces[2 * index + 1])
  }

  @inline(__always) func attribute(_ index: Int) -> Attribute {
    // libxml2 gives five pointers for each: name, prefix, namespace, value, its end. Only prefix and namespace can be absent.
    guard let attributes, let name = attributes[5 * index], let value = attributes[5 * index + 3],
      let end = attributes[5 * index + 4]
    else { return Attribute(name: self.name, prefix: nil, value: self.name, length: 0) }
    return Attribute(name: name, prefix: attributes[5 * index + 1], value: value, length: end - value)
  }
}

/// The namespaces that are declared in the elements around the records.
struct XMLScope {
  private struct Declaration {
    let prefix: String
    let address: String
  }
  /// Outer ones first.
  private var declarations: [Declaration] = []

  var count: Int { declarations.count }

  mutating func add(_ tag: XMLTag) {
    for index in 0..<tag.namespaceCount {
      let (prefix, address) = tag.declaration(index)
      declarations.append(
        Declaration(
          prefix: prefix.map { String(cString: $0) } ?? "", address: address.map { String(cString: $0) } ?? ""))
    }
  }

  mutating func remove(_ count: Int) { declarations.removeLast(count) }

  /// What holds inside, apart from what `tag` declares itself.
  func inherited(by tag: XMLTag) -> [(prefix: String, address: String)] {
    guard !declarations.isEmpty else { return [] }
    var seen = Set(
      (0..<tag.namespaceCount).map { index in tag.declaration(index).prefix.map { String(cString: $0) } ?? "" })
    var result: [(prefix: String, address: String)] = []
    for declaration in declarations.reversed() where seen.insert(declaration.prefix).inserted {
      if !declaration.address.isEmpty { result.append((declaration.prefix, declaration.address)) }
    }
    return result.reversed()
  }
}
