import Simulation
import Testing

@Suite("Inventories in the simulated world")
struct SurveyTests {
  @Test(
    "whoever is there all the time is in the inventory once, whatever happens meanwhile",
    arguments: 0..<5 as Range<UInt64>)
  func seeds(_ part: UInt64) throws {
    var crashes = 0
    for seed in part * 15..<part * 15 + 15 {
      do {
        crashes += try SimulatedSurvey(seed: seed).run().crashes
      } catch {
        Issue.record("seed \(seed): \(error)")
      }
    }
    #expect(crashes > 0, "no seed crashed")
  }

  @Test("a crash at any commit, send and receipt loses nothing", arguments: [11] as [UInt64])
  func sweep(_ seed: UInt64) throws {
    let whole = try SimulatedSurvey(seed: seed, crashes: []).run()
    for event in 1...max(1, whole.events) {
      do {
        _ = try SimulatedSurvey(seed: seed, crashes: [event]).run()
      } catch {
        Issue.record("seed \(seed), crash at \(event): \(error)")
      }
    }
  }
}
