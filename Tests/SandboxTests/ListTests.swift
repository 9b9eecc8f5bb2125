import Testing

@testable import Sandbox

@Suite("Lists")
struct ListTests {
  let client = AccountClient()

  /// Follows next_page_uri to the end; `between` runs after each page.
  private func walk(_ target: String, between: () -> Void = {}) -> [[String]] {
    var pages: [[String]] = []
    var next: String? = target
    while let target = next, pages.count < 1_000 {
      let answer = client.send("GET", target)
      pages.append(answer.ids)
      next = answer.next.map { String($0.dropFirst("https://api.ngrok.com".count)) }
      between()
    }
    return pages
  }

  @Test("lists are newest first and end with a null next_page_uri")
  func newestFirst() {
    let ids = (0..<5).map { client.makeBot("customer \($0)") }
    let answer = client.send("GET", "/bot_users")
    #expect(answer.ids == ids.reversed())
    #expect(answer.isNull("next_page_uri"))
    #expect(answer["uri"] as? String == "https://api.ngrok.com/bot_users")
  }

  @Test("an empty list is an empty array", arguments: ["bot_users", "service_users"])
  func empty(path: String) {
    let answer = client.send("GET", "/\(path)")
    #expect((answer[path] as? [Any])?.isEmpty == true)
    #expect(answer.isNull("next_page_uri"))
  }

  @Test("pages join to the whole list, and no empty page comes last", arguments: [1, 2, 3, 6, 7, 100])
  func paging(limit: Int) {
    let ids = (0..<6).map { client.makeBot("customer \($0)") }
    let pages = walk("/bot_users?limit=\(limit)")
    #expect(pages.flatMap { $0 } == ids.reversed())
    #expect(pages.count == (6 + limit - 1) / limit)
  }

  @Test("a page holds 100 unless told otherwise")
  func defaultLimit() {
    for number in 0..<101 { _ = client.makeBot("customer \(number)") }
    #expect(walk("/bot_users").map(\.count) == [100, 1])
  }

  @Test("what is created or deleted while a list is walked neither doubles nor hides the others")
  func pagingWhileChanging() {
    let ids = (0..<20).map { client.makeBot("customer \($0)") }
    var number = 0
    let pages = walk("/bot_users?limit=3") {
      number += 1
      _ = client.makeBot("late \(number)")
      if number == 2 { client.send("DELETE", "/bot_users/\(ids[14])") }
    }
    #expect(pages.flatMap { $0 }.filter { $0 != ids[14] } == ids.reversed().filter { $0 != ids[14] })
  }

  @Test("before_id works for an id that was deleted since")
  func beforeADeletedID() {
    let ids = (0..<4).map { client.makeBot("customer \($0)") }
    client.send("DELETE", "/bot_users/\(ids[2])")
    #expect(client.send("GET", "/bot_users?before_id=\(ids[2])").ids == [ids[1], ids[0]])
  }

  @Test("where the account is so, a list whose before_id was deleted is refused")
  func lostAnchor() {
    let ids = (0..<4).map { client.makeBot("customer \($0)") }
    client.send("DELETE", "/bot_users/\(ids[2])")
    client.account.configuration.adopt([.lostAnchorNotFound])
    #expect(client.send("GET", "/bot_users?before_id=\(ids[2])").status == 404)
    client.account.configuration.adopt([.lostAnchorInvalid])
    #expect(client.send("GET", "/bot_users?before_id=\(ids[2])").refusal == "400 ERR_NGROK_215")
    #expect(client.send("GET", "/bot_users?before_id=\(ids[1])").ids == [ids[0]])
  }

  @Test("where the account is so, a full last page is followed by an empty one, and a shorter one by none")
  func trailingPage() {
    client.account.configuration.adopt([.trailingPage])
    #expect(walk("/bot_users").map(\.count) == [0])
    for number in 0..<6 { _ = client.makeBot("customer \(number)") }
    #expect(walk("/bot_users?limit=3").map(\.count) == [3, 3, 0])
    #expect(walk("/bot_users?limit=4").map(\.count) == [4, 2])
  }

  @Test("where the account is so, answers have members that no client knows")
  func futureMembers() {
    client.account.configuration.adopt([.futureMembers])
    let id = client.makeBot("acme")
    #expect((client.send("GET", "/bot_users/\(id)")["future"] as? [String: Any])?.keys.first == "of")
    #expect(client.send("GET", "/bot_users").items.first?["future"] != nil)
  }

  @Test("a filter goes along from page to page")
  func filteredPages() {
    let (ours, theirs) = (client.makeBot("ours"), client.makeBot("theirs"))
    var wanted: [String] = []
    for number in 0..<9 {
      wanted.append(client.makeKey(owner: ours, description: "key \(number)").id)
      _ = client.makeKey(owner: theirs)
    }
    let pages = walk("/api_keys?limit=2&filter=obj.owner_id%20==%20%22\(ours)%22")
    #expect(pages.flatMap { $0 } == wanted.reversed())
    #expect(pages.count == 5)
  }

  @Test("within a second the order may be random, but pages still join without loss")
  func randomWithinSecond() {
    client.account.configuration.listOrder = .randomWithinSecond
    var seconds: [[String]] = []
    for second in 0..<3 {
      seconds.append((0..<20).map { client.makeBot("customer \(second)-\($0)") })
      client.advance(1)
    }
    let listed = walk("/bot_users?limit=7").flatMap { $0 }
    #expect(listed != seconds.flatMap { $0 }.reversed())
    for (index, ids) in seconds.reversed().enumerated() {
      #expect(Set(listed[(index * 20)..<(index * 20 + 20)]) == Set(ids))
    }
  }

  @Test("many removals leave a list that is still right")
  func compaction() {
    let ids = (0..<300).map { client.makeBot("customer \($0)") }
    for (index, id) in ids.enumerated() where index % 5 != 0 { client.send("DELETE", "/bot_users/\(id)") }
    let kept = stride(from: 0, to: 300, by: 5).map { ids[$0] }
    #expect(client.send("GET", "/bot_users").ids == kept.reversed())
    #expect(client.send("GET", "/bot_users/\(ids[5])").status == 200)
    #expect(client.send("GET", "/bot_users/\(ids[6])").status == 404)
    #expect(client.account.count(.botUser) == kept.count)
  }

  @Test("the same seed and requests give the same account, byte for byte; another seed another one")
  func determinism() {
    func world(seed: UInt64) -> [UInt8] {
      let client = AccountClient(seed: seed)
      let bot = client.makeBot("acme")
      return client.send("POST", "/api_keys", ["owner_id": bot]).response.body
    }
    #expect(world(seed: 1) == world(seed: 1))
    #expect(world(seed: 1) != world(seed: 2))
  }
}
