extension JSONReader {
  /// Goes on through the stages as far as the bytes allow, leaving `start` at the first byte that is not done with.
  func advance(_ scan: inout JSONScan, maxRows: Int) -> JSONScan.Ending {
    while true {
      let ending: JSONScan.Ending?
      switch stage {
      case .beginning:
        if scan.limit >= 3, scan.base[0] == 0xef, scan.base[1] == 0xbb, scan.base[2] == 0xbf { start = 3 }
        stage = layout == .lines ? .lines : .documents
        ending = nil
      case .documents: ending = beginDocument(&scan, maxRows: maxRows)
      case .undecided: ending = decide(&scan)
      case .walking: ending = walkOn(&scan)
      case .elements(var place):
        ending = scan.elements(from: &start, place: &place, isKeyed: false, maxRows: maxRows)
        stage = .elements(place)
      case .members(var place):
        ending = scan.elements(from: &start, place: &place, isKeyed: true, maxRows: maxRows)
        stage = .members(place)
      case .single: ending = scan.single(from: &start)
      case .lines: ending = scan.lines(from: &start, isFirst: scan.batch.firstNumber == 1, maxRows: maxRows)
      case .ended, .failed: return .stopped
      }
      switch ending {
      case .stopped, .full: return ending ?? .stopped
      case .noRecords: return refuse(.listOfOthers, at: start, &scan)
      case .listEnd:
        if case .lines = stage {
          stage = .ended
          return .listEnd
        }
        if walk == nil, case .elements = stage { documents.arrayEndLine = scan.line }
        stage = walk == nil ? .documents : .walking
      case .other, nil: break
      }
      if case .ended = stage { return .listEnd }
    }
  }

  private func refuse(_ refusal: JSONRefusal, at place: Int, _ scan: inout JSONScan) -> JSONScan.Ending {
    scan.stop = .refused(refusal, at: place)
    return .stopped
  }

  /// Finds out what the next document is; gives nothing when the stage has changed.
  private func beginDocument(_ scan: inout JSONScan, maxRows: Int) -> JSONScan.Ending? {
    if documents.areRecords {
      let ending = scan.documents(from: &start, maxRows: maxRows)
      guard case .other = ending else { return ending }
    } else {
      start = scan.skipSpace(from: start)
    }
    if start >= scan.limit, scan.isLast {
      let hasRecords = scan.batch.firstNumber > 1 || !scan.batch.isEmpty
      if documents.count == 0, !hasRecords { return refuse(.empty, at: start, &scan) }
      stage = .ended
      return nil
    }
    let byte = scan.base[start]
    guard beginsValue(byte), documents.arrayEndLine != scan.line else {
      _ = scan.expected(documents.arrayEndLine == nil ? .value : .documentEnd, at: start)
      return .stopped
    }
    documents.arrayEndLine = nil
    if let path = documents.listPath { return refuse(.severalDocuments(listAt: path), at: start, &scan) }
    documents.count += 1
    if let path = options.path, !path.steps.isEmpty {
      guard byte == UInt8(ascii: "{") else {
        return refuse(.pathLeadsNowhere(path.description, candidates: []), at: start, &scan)
      }
      walk = JSONWalk(to: path, depth: options.limits.depth)
      stage = .walking
      return nil
    }
    if byte == UInt8(ascii: "{"), !options.isKeyed {
      stage = .undecided
      return nil
    }
    return beginList(&scan)
  }

  /// Goes into the list that begins at `start`.
  private func beginList(_ scan: inout JSONScan) -> JSONScan.Ending? {
    switch scan.base[start] {
    case UInt8(ascii: "["):
      if options.isKeyed { return refuse(.keyedArray, at: start, &scan) }
      stage = .elements(.first)
    case UInt8(ascii: "{"):
      guard options.isKeyed else {
        stage = .single
        return nil
      }
      stage = .members(.first)
    default: return refuse(.noList, at: start, &scan)
    }
    start += 1
    return nil
  }

  /// Looks through an object, without going on, for the list in it; without one the object is a record.
  private func decide(_ scan: inout JSONScan) -> JSONScan.Ending? {
    var look = JSONWalk(to: nil, depth: options.limits.depth)
    var lookingScan = scan
    var at = start
    let event = look.next(&lookingScan, from: &at)
    scan.seen = max(at, lookingScan.seen)
    if event != .stopped, scan.seen - start > options.limits.recordBytes {
      scan.stop = .recordTooLong
      return .stopped
    }
    if let path = look.candidates.first?.path.description, documents.count > 1 {
      return refuse(.severalDocuments(listAt: path), at: start, &scan)
    }
    switch event {
    case .stopped:
      scan.stop = lookingScan.stop
      return .stopped
    case .severalLists:
      return refuse(.severalLists(look.candidates.map(\.path.description)), at: at, &scan)
    case .found:
      walk = look
      stage = .elements(.first)
      at += 1
    case .documentEnd:
      guard !look.candidates.isEmpty else {
        if look.looksKeyed { return refuse(.looksKeyed, at: start, &scan) }
        documents.areRecords = true
        stage = .documents
        return nil
      }
      stage = .documents
    }
    // The list, or the only one that is there although it is empty.
    documents.listPath = look.candidates.first?.path.description
    if let path = documents.listPath { ownNotices.append(.recordsFound(at: path)) }
    (start, scan.line) = (at, lookingScan.line)
    return nil
  }

  private func walkOn(_ scan: inout JSONScan) -> JSONScan.Ending? {
    switch walk?.next(&scan, from: &start) {
    case .stopped: return .stopped
    case .found: return beginList(&scan)
    case .severalLists:
      return refuse(.severalLists(walk?.candidates.map(\.path.description) ?? []), at: start, &scan)
    case .documentEnd, nil:
      if let path = options.path?.description, let walk, !walk.hasFound {
        return refuse(
          .pathLeadsNowhere(path, candidates: walk.candidates.map(\.path.description)), at: start, &scan)
      }
      walk = nil
      stage = .documents
      return nil
    }
  }
}
