import Testing

@testable import Sandbox

@Suite("The plan of faults")
struct FaultPlanTests {
  @Test("every fault is read by its name, and has a line for the help", arguments: Fault.allCases)
  func names(fault: Fault) throws {
    let entry = try FaultPlan.parse("\(fault.rawValue)=0.25")
    #expect(entry.fault == fault)
    #expect(entry.probability == 0.25)
    #expect(entry.method == nil)
    #expect(!fault.summary.isEmpty && !fault.summary.contains("\n"))
  }

  @Test(
    "arguments are read",
    arguments: [
      ("latency=1,20-80", 20...80), ("late=0.5,250", 250...250), ("error-after=0.1,502", 502...502),
      ("throttle=1,7", 7...7), ("throttle=1,date:3", 3...3), ("throttle=1,absent", 1...1),
    ])
  func arguments(text: String, argument: ClosedRange<Int>) throws {
    #expect(try FaultPlan.parse(text).argument == argument)
  }

  @Test("a method before the name restricts the fault")
  func methods() throws {
    #expect(try FaultPlan.parse("post:drop-after=0.02").method == "POST")
    #expect(try FaultPlan.parse("DELETE:late=1,5").method == "DELETE")
    #expect(try FaultPlan.parse("throttle=1,date:3").retryAfter == .date)
  }

  @Test("a fault can be in force behind so many requests, or after a time, for a while or for ever")
  func periods() throws {
    #expect(
      try FaultPlan.parse("latency=1,5@200+30s").period
        == FaultPeriod(start: .requests(200), nanoseconds: 30_000_000_000))
    #expect(
      try FaultPlan.parse("drop-after=0.5@1.5m").period
        == FaultPeriod(start: .nanoseconds(90_000_000_000), nanoseconds: nil))
    let plan = FaultPlan([try FaultPlan.parse("drop-before=1@2+5s"), try FaultPlan.parse("drop-before=1@10s+1s")])
    var calendar = FaultCalendar(plan, serverStart: 1_000_000_000)
    let seen = [(1, 1), (2, 2), (3, 3), (4, 7), (5, 8), (6, 11), (7, 12)].map { number, second in
      calendar.inForce(atRequest: number, UInt64(second) * 1_000_000_000)
    }
    #expect(
      seen == [
        [false, false], [false, false], [true, false], [true, false], [false, false], [false, true], [false, false],
      ])
  }

  @Test(
    "an outage has a schedule and a way not to answer",
    arguments: [
      ("outage=200+30s", Fault.dropBefore, 0), ("outage=5m+30s,503", .errorBefore, 503),
      ("outage=0+1h,page", .garbageBefore, 0), ("post:outage=1s+500ms,hang", .hang, 600_000),
    ])
  func outages(text: String, fault: Fault, argument: Int) throws {
    let entry = try FaultPlan.parse(text)
    #expect(entry.isOutage && entry.fault == fault && entry.probability == 1)
    #expect(entry.argument == argument...argument)
    #expect(entry.period?.nanoseconds != nil)
  }

  @Test("an outage comes before every other fault")
  func outageFirst() throws {
    let plan = FaultPlan([try FaultPlan.parse("throttle=1"), try FaultPlan.parse("outage=0+1h,503")])
    var generator = SeededGenerator(seed: 1)
    let drawn = DrawnFaults(from: plan, method: "GET", inForce: [true, true], using: &generator)
    #expect(drawn.outcome?.name == "outage")
    #expect(
      DrawnFaults(from: plan, method: "GET", inForce: [true, false], using: &generator).outcome?.name == "throttle")
  }

  @Test(
    "what is no fault is refused with a message that shows it",
    arguments: [
      "", "drop-after", "drop-after=", "drop-after=2", "drop-after=-0.1", "drop-after=nan", "drop-afer=0.1",
      "drop-after=1,5", "latency=1,", "latency=1,80-20", "latency=1,-5", "error-after=1,404", "put:late=1", ":late=1",
      "throttle=1,soon", "latency=1,1-2-3", "post:", "late=1,99999999999999999999",
      "latency=1@", "latency=1@soon", "latency=1@5s+", "latency=1@5s+5", "outage=200", "outage=0.5", "outage=200+30",
      "outage=200+30s,404", "outage=-1+30s", "outage=200+30s,gone",
    ])
  func refused(text: String) {
    let error = #expect(throws: SandboxError.self) { try FaultPlan.parse(text) }
    #expect(error?.code == .invalidFault)
    #expect(error?.message.contains("\"\(text)\"") == true)
  }

  @Test("a seed draws the same faults again, about as often as they should come")
  func drawing() throws {
    var plan = FaultPlan()
    plan.entries = [try FaultPlan.parse("post:drop-after=0.25"), try FaultPlan.parse("latency=0.5,10-20")]
    func draw(seed: UInt64, method: String) -> [Int] {
      var generator = SeededGenerator(seed: seed)
      return (0..<4_000).map { _ in
        let drawn = DrawnFaults(from: plan, method: method, using: &generator)
        return drawn.millisecondsBefore + (drawn.outcome == nil ? 0 : 100)
      }
    }
    let drawn = draw(seed: 1, method: "POST")
    #expect(drawn == draw(seed: 1, method: "POST"))
    #expect(drawn != draw(seed: 2, method: "POST"))
    #expect((900...1_100).contains(drawn.count { $0 >= 100 }))
    #expect((1_850...2_150).contains(drawn.count { $0 % 100 > 0 }))
    #expect(drawn.allSatisfy { $0 % 100 == 0 || (10...20).contains($0 % 100) })
    #expect(draw(seed: 1, method: "GET").allSatisfy { $0 < 100 })
  }
}
