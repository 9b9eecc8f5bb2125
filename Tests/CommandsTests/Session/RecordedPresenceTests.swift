import Engine
import Ledger
import Testing

@testable import Commands

@Suite("What a result says of the account")
struct RecordedPresenceTests {
  private func presence(
    _ state: CustomerState, _ verb: Verb? = nil, after job: JobKind, wantsActive: Bool = true
  ) -> RecordedPresence {
    RecordedPresence(state: state, verb: verb, wantsActive: wantsActive, after: job)
  }

  @Test("whoever was deleted, or was not there, is gone with all credentials", arguments: [JobKind.delete, .withdraw])
  func deleted(job: JobKind) {
    for verb in [Verb.deleted, .absent] {
      let found = presence(.done, verb, after: job)
      #expect(found.user == .gone && found.credential == .gone && found.isActive == nil)
    }
  }

  @Test("of whom nothing was done nothing is said", arguments: [JobKind.delete, .withdraw, .retire])
  func failed(job: JobKind) {
    let found = presence(.failed, after: job)
    #expect(found.user == nil && found.credential == nil)
  }

  @Test("an undone adoption leaves the user, active again only where the import had changed that")
  func adopted() {
    let found = presence(.done, .retired, after: .withdraw, wantsActive: false)
    #expect(found.user == .there && found.credential == .gone && found.isActive == nil)
    #expect(presence(.done, .activated, after: .withdraw).isActive == true)
  }

  @Test("a user is as the job on its activity has left it")
  func activity() {
    #expect(presence(.done, .deactivated, after: .deactivate).isActive == false)
    #expect(presence(.unchanged, after: .activate).isActive == true)
    #expect(presence(.failed, after: .deactivate).user == nil)
  }
}
