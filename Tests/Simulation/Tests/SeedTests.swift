import Engine
import NgrokAPI
import Sandbox
import Testing

@testable import Simulation

@Suite("The simulation itself")
struct SeedTests {
  @Test("a seed gives the same migration each time", arguments: [7, 12, 61] as [UInt64])
  func repeatable(seed: UInt64) throws {
    let first = try SimulatedRun(Scenario(seed: seed)).run()
    let second = try SimulatedRun(Scenario(seed: seed)).run()
    #expect(first.events == second.events)
    #expect(first.branches == second.branches)
    #expect(first.virtualSeconds == second.virtualSeconds)
  }

  @Test("the command that a failure prints is understood")
  func options() throws {
    let sweep = try #require(SimulationOptions(["--sweep", "7", "--crash", "31", "--trace"]))
    #expect(sweep.sweeps == 7..<8)
    #expect(sweep.seeds.isEmpty)
    #expect(sweep.crash == 31)
    #expect(sweep.isSingle)
    let pair = try #require(SimulationOptions(["--pair", "4711", "--trace"]))
    #expect(pair.pairs == 4711..<4712)
    #expect(pair.seeds.isEmpty)
    #expect(pair.isSingle)
    #expect(SimulationOptions(["--seed", "4711"])?.seeds == 4711..<4712)
    #expect(SimulationOptions(["--from", "5000", "--seeds", "10"])?.seeds == 5000..<5010)
    #expect(SimulationOptions(["--seeds"]) == nil)
    #expect(SimulationOptions(["--sedes", "3"]) == nil)
  }

  @Test("the grid has every fault alone and every pair of faults once for every kind of job")
  func grid() {
    let cells = (0..<FaultGrid.size).map { number in
      let scenario = FaultGrid.scenario(number)
      return "\(scenario.task): \(scenario.faults.map(\.rawValue).sorted().joined(separator: ", "))"
    }
    #expect(Set(cells).count == FaultGrid.size)
    for task in SimulatedTask.all {
      #expect(cells.contains("\(task): "))
      for first in WorldFault.allCases {
        for second in WorldFault.allCases {
          #expect(cells.contains("\(task): \(Set([first.rawValue, second.rawValue]).sorted().joined(separator: ", "))"))
        }
      }
    }
  }

  @Test("a scenario has at most two faults and one to three crashes")
  func scenarios() {
    for seed in 0..<500 {
      let scenario = Scenario(seed: UInt64(seed))
      #expect(scenario.faults.count <= 2)
      #expect((1...3).contains(scenario.crashes.count))
    }
  }
}

@Suite("What watches the order of requests")
struct WitnessTests {
  let witness = Witness(JobSettings(run: "r"))
  let account = Account(seed: 1)
  let start = Instant(nanoseconds: 0)
  let lost = Delivery.lost(TransportFailure(.connectionLost, "reset"))

  func key(_ number: Int) -> APIRequest {
    .createCredential(
      .apiKey, owner: UserID("bot_1"), description: "d", metadata: #"{"muster":"r.1-1.\#(number)"}"#)
  }

  func note(_ number: Int, _ state: Attempt.State) {
    witness.note([.attempt(Attempt(customer: CustomerID(1), step: .credential(1), number: number, state: state))])
  }

  @Test("an attempt that is not durably intended must not leave")
  func intent() throws {
    #expect(throws: Violation.self) {
      try witness.send(key(1), id: RequestID(rawValue: 1), account: account, at: start)
    }
    note(1, .intended)
    try witness.send(key(1), id: RequestID(rawValue: 1), account: account, at: start)
  }

  @Test("one owner must not have two requests under way that change its credentials")
  func singleFlight() throws {
    note(1, .intended)
    try witness.send(key(1), id: RequestID(rawValue: 1), account: account, at: start)
    note(1, .void)
    note(2, .intended)
    #expect(throws: Violation.self) {
      try witness.send(key(2), id: RequestID(rawValue: 2), account: account, at: start)
    }
  }

  @Test("nothing leaves while a token that has come is not durable")
  func tokens() throws {
    note(1, .intended)
    try witness.send(key(1), id: RequestID(rawValue: 1), account: account, at: start)
    let answer = APIAnswer(status: 201, body: Array(#"{"id":"ak_1","token":"t"}"#.utf8))
    witness.end(RequestID(rawValue: 1), .answered(answer), at: start)
    let other = APIRequest.listUsers(.bot, limit: 1)
    #expect(throws: Violation.self) {
      try witness.send(other, id: RequestID(rawValue: 2), account: account, at: start)
    }
    witness.note([
      .credential(
        IssuedCredential(
          customer: CustomerID(1), step: .credential(1), id: CredentialID("ak_1"), token: Secret("t"), createdAt: ""))
    ])
    try witness.send(other, id: RequestID(rawValue: 2), account: account, at: start)
  }

  @Test("a doubt about an owner rests for the settling time")
  func settling() throws {
    note(1, .intended)
    try witness.send(key(1), id: RequestID(rawValue: 1), account: account, at: start)
    witness.end(RequestID(rawValue: 1), lost, at: start)
    let look = APIRequest.listCredentials(.apiKey, owner: UserID("bot_1"), limit: 100)
    #expect(throws: Violation.self) {
      try witness.send(look, id: RequestID(rawValue: 2), account: account, at: start + .seconds(29))
    }
    try witness.send(look, id: RequestID(rawValue: 2), account: account, at: start + .seconds(30))
  }
}
