/// Watches over a list's way from page to page: one that leads back to where it has been would be read for ever.
///
/// One address is remembered, and a later one each time twice as many pages have passed, so a circle is noticed within
/// three times its length, whatever the list's (Brent's method).
struct PageTrail: Equatable {
  private var landmark: String?
  private var pages = 0
  private var reach = 1

  /// Takes the address of the next page; `false` if the list has been there.
  mutating func goes(to next: String?) -> Bool {
    guard let next else { return true }
    guard next != landmark else { return false }
    pages += 1
    if pages == reach {
      (landmark, pages, reach) = (next, 0, reach * 2)
    }
    return true
  }

  static let circle = "the list's next_page_uri leads back to a page that was read already"
}
