import NgrokAPI
import Testing

@Suite("Retry-After")
struct RetryAfterTests {
  private let date = "Sun, 06 Nov 1994 08:49:37 GMT"

  private func waitingTime(_ value: String?, date: String?) -> Duration? {
    APIAnswer(status: 429, retryAfter: value, date: date).waitingTime
  }

  @Test(
    "seconds are taken, held between zero and an hour",
    arguments: [
      ("7", 7), (" 12\t", 12), ("0", 0), ("007", 7), ("-5", 0), ("3600", 3600), ("3601", 3600),
      ("99999999999999999999", 3600),
    ])
  func seconds(_ value: String, _ expected: Int) {
    #expect(waitingTime(value, date: nil) == .seconds(expected))
  }

  @Test(
    "a date is read against the answer's own date, in all three forms",
    arguments: [
      ("Sun, 06 Nov 1994 08:50:07 GMT", 30), ("Sunday, 06-Nov-94 08:50:07 GMT", 30), ("Sun Nov  6 08:50:07 1994", 30),
      ("Sun, 06 Nov 1994 08:49:37 GMT", 0), ("Sun, 06 Nov 1994 08:49:07 GMT", 0),
      ("Mon, 07 Nov 1994 08:49:37 GMT", 3600),
      ("Tue, 29 Feb 2028 00:00:00 GMT", 3600), ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
    ])
  func dates(_ value: String, _ expected: Int) {
    #expect(waitingTime(value, date: date) == .seconds(expected))
    #expect(waitingTime(value, date: nil) == nil, "the answer's own clock is not known")
    #expect(waitingTime(value, date: "yesterday") == nil)
  }

  @Test("the calendar is right over months, years and leap days")
  func calendar() {
    #expect(waitingTime("Wed, 01 Mar 2028 00:00:10 GMT", date: "Tue, 29 Feb 2028 23:59:50 GMT") == .seconds(20))
    #expect(waitingTime("Sat, 01 Jan 2000 00:00:00 GMT", date: "Fri, 31 Dec 1999 23:59:59 GMT") == .seconds(1))
    #expect(waitingTime("Mon, 01 Mar 2100 00:00:00 GMT", date: "Sun, 28 Feb 2100 23:59:59 GMT") == .seconds(1))
    #expect(waitingTime("Fri, 31 Dec 2027 23:30:00 GMT", date: "Friday, 31-Dec-27 23:29:00 GMT") == .seconds(60))
  }

  @Test(
    "what says nothing sound says nothing",
    arguments: [
      "", " ", "-", "+5", "1.5", "5s", "soon", "٣", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 8:49 GMT",
      "Sun, 32 Nov 1994 08:49:37 GMT", "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, 06 Nov 1994 25:49:37 GMT",
      "Sun, 06 Nov 1994 08:49:37 PST", "Sun, 06 Nov 99999 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT and more of it",
    ])
  func unsound(_ value: String) {
    #expect(waitingTime(value, date: date) == nil)
  }

  @Test("no header asks for nothing")
  func absent() {
    #expect(waitingTime(nil, date: date) == nil)
  }
}
