import NgrokAPI

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Where the API key comes from: a file, standard input or the environment, never an argument.
struct APIKeySource {
  static let variableName = "NGROK_API_KEY"
  /// A key has some 50 characters.
  private static let largestSize = 4096

  /// - Parameter file: what `--api-key-file` says.
  static func key(fromFile file: String?, variable: (String) -> String?) throws(Report) -> Secret {
    let (text, origin): (String, String)
    if let file {
      (text, origin) = (try contents(of: file), file == "-" ? "standard input" : file)
    } else if let value = variable(variableName) {
      (text, origin) = (value, variableName)
    } else {
      throw Report(
        "key-missing", "there is no API key",
        advice: "put it into the environment variable \(variableName), or name a file with --api-key-file; keys are "
          + "made at https://dashboard.ngrok.com/api-keys. --sandbox needs none",
        exit: .wrongUsage)
    }
    return try check(text, origin: origin)
  }

  /// A key without the white space around it; whatever is wrong with it, the message does not repeat it.
  private static func check(_ text: String, origin: String) throws(Report) -> Secret {
    let key = text.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed()
    guard !key.isEmpty else {
      throw Report("key-empty", "\(origin) holds no API key: it is empty", exit: .wrongUsage)
    }
    let isSound = String(key).utf8.allSatisfy { (0x21...0x7E).contains($0) }
    guard isSound else {
      throw Report(
        "key-malformed",
        "what \(origin) holds is no API key: there are spaces, line breaks or unusual characters in it",
        advice: "it has to hold the key and nothing else", exit: .wrongUsage)
    }
    return Secret(String(key))
  }

  private static func contents(of file: String) throws(Report) -> String {
    let descriptor = file == "-" ? STDIN_FILENO : open(file, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw Report(
        "key-file-unreadable", "the API key cannot be read from \(file): \(String(cString: strerror(errno)))",
        exit: .wrongUsage)
    }
    defer { if descriptor != STDIN_FILENO { close(descriptor) } }
    if file != "-" { try refuseIfOthersCanRead(descriptor, file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: largestSize + 1)
    while bytes.count <= largestSize {
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        throw Report(
          "key-file-unreadable", "the API key cannot be read from \(file): \(String(cString: strerror(errno)))",
          exit: .wrongUsage)
      }
      if count == 0 { break }
      bytes += buffer[..<count]
    }
    guard bytes.count <= largestSize else {
      throw Report("key-malformed", "\(file) is too large to hold nothing but an API key", exit: .wrongUsage)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Pipes, as a shell makes them for `<(…)`, belong to this process alone.
  private static func refuseIfOthersCanRead(_ descriptor: CInt, _ file: String) throws(Report) {
    var information = stat()
    guard fstat(descriptor, &information) == 0, information.st_mode & S_IFMT == S_IFREG else { return }
    guard information.st_mode & 0o077 != 0 else { return }
    throw Report(
      "key-file-open", "others on this machine can read \(file), which holds the API key",
      advice: "chmod 600 \(shellQuoted(file))", exit: .wrongUsage)
  }
}

/// A text as one word of a shell.
func shellQuoted(_ text: String) -> String {
  let isPlain =
    !text.isEmpty
    && text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...:
        true
      default: "-_./:=@%+,".utf8.contains(byte)
      }
    }
  if isPlain { return text }
  return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
}
