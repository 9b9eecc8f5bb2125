import CCurl
import NgrokAPI

/// The headers that all requests share, made once; libcurl only borrows them.
final class RequestHeaders {
  let withBody: UnsafeMutablePointer<curl_slist>
  let withoutBody: UnsafeMutablePointer<curl_slist>

  /// - Throws: A `TransportError` if the key has a character that could not stand in a header, or could end it.
  init(apiKey: Secret) throws(TransportError) {
    let key = apiKey.exposed.utf8
    guard !key.isEmpty, key.count <= 4096, key.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
      throw TransportError(
        .unusableKey, "the API key is empty or has a space, line break or other letter than ASCII; copy it once more")
    }
    let common = [
      "Authorization: Bearer \(apiKey.exposed)",
      // Without it the answer is ERR_NGROK_218.
      "Ngrok-Version: 2",
      "Accept: application/json",
      // Without a value: no waiting for a “100 Continue”.
      "Expect:",
    ]
    withoutBody = try Self.list(common)
    do {
      withBody = try Self.list(common + ["Content-Type: application/json"])
    } catch {
      curl_slist_free_all(withoutBody)
      throw error
    }
  }

  deinit {
    curl_slist_free_all(withBody)
    curl_slist_free_all(withoutBody)
  }

  private static func list(_ lines: [String]) throws(TransportError) -> UnsafeMutablePointer<curl_slist> {
    var list: UnsafeMutablePointer<curl_slist>?
    for line in lines {
      guard let longer = curl_slist_append(list, line) else {
        curl_slist_free_all(list)
        throw TransportError(.outOfResources, "libcurl has no memory left for headers")
      }
      list = longer
    }
    guard let list else { throw TransportError(.outOfResources, "a list of headers is empty") }
    return list
  }
}
