import RecordStreams
import Testing

@testable import Commands

@Suite("Temporary files")
struct TemporaryPathTests {
  @Test("each has a name of its own, also two of one process for one purpose")
  func names() {
    let surroundings = Surroundings(
      console: Console(output: MemoryByteSink(), error: MemoryByteSink()), variable: { $0 == "TMPDIR" ? "/t" : nil })
    let paths = (0..<100).map { _ in surroundings.temporaryPath("check") }
    #expect(Set(paths).count == 100)
    #expect(paths.allSatisfy { $0.hasPrefix("/t/muster-check-") })
  }
}
