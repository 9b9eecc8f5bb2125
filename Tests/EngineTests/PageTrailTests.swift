import Testing

@testable import Engine

@Suite("The way from page to page")
struct PageTrailTests {
  @Test("a list without a circle is never taken for one")
  func straight() {
    var trail = PageTrail()
    let noticed = (0..<5000).first { !trail.goes(to: "p\($0)") }
    let endsWell = trail.goes(to: nil)
    #expect(noticed == nil && endsWell)
  }

  @Test("a circle is noticed wherever it begins", arguments: [(0, 1), (0, 2), (5, 3), (100, 50), (63, 64), (64, 1)])
  func circle(start: Int, length: Int) {
    var trail = PageTrail()
    let pages = (0..<1000).map { $0 < start ? $0 : start + ($0 - start) % length }
    let noticed = pages.firstIndex { !trail.goes(to: "p\($0)") }
    #expect(noticed != nil && noticed ?? 0 >= start + length)
    #expect(noticed ?? 0 <= 3 * (start + length) + 2)
  }
}
