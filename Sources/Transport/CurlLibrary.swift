import CCurl

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// libcurl as a whole: set up once for the process and never torn down.
enum CurlLibrary {
  /// Sets libcurl up on the first call.
  ///
  /// - Throws: A `TransportError` if libcurl lacks what the transport's promise rests on.
  static func prepare() throws(TransportError) {
    if let failure { throw failure }
  }

  private static let failure: TransportError? = {
    guard curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK, let info = muster_curl_version_info() else {
      return TransportError(.libraryUnusable, "libcurl cannot be initialised; reinstall it")
    }
    // Without CURLOPT_PREREQFUNCTION, new in 7.80.0, libcurl could send a request twice unseen.
    guard info.pointee.version_num >= 0x075000 else {
      let version = String(cString: info.pointee.version)
      return TransportError(.libraryTooOld, "libcurl \(version) is too old; install 7.80 or newer")
    }
    guard info.pointee.features & CURL_VERSION_SSL != 0 else {
      return TransportError(.noTLS, "this libcurl was built without TLS; install one that has it")
    }
    ignoreBrokenPipes()
    return nil
  }()

  /// A TLS library under libcurl may write to a connection that the server has closed, which would end the process.
  private static func ignoreBrokenPipes() {
    var current = sigaction()
    guard sigaction(SIGPIPE, nil, &current) == 0 else { return }
    #if canImport(Darwin)
      let isDefault = current.__sigaction_u.__sa_handler == nil
    #elseif canImport(Glibc)
      let isDefault = current.__sigaction_handler.sa_handler == nil
    #else
      let isDefault = current.__sa_handler.sa_handler == nil
    #endif
    if isDefault { signal(SIGPIPE, SIG_IGN) }
  }
}
