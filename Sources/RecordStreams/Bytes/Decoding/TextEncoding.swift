import CPlatform

/// How the bytes of a list stand for characters.
public struct TextEncoding: Sendable, Equatable, CustomStringConvertible {
  /// As messages call it and `--encoding` takes it.
  public let name: String
  let form: Form

  enum Form: Sendable, Equatable {
    case utf8
    /// Without a byte order, the list's mark or content tells it.
    case utf16(ByteOrder?)
    case utf32(ByteOrder?)
    case singleByte(SingleByteTable)
    /// Any other that the system's iconv knows by this name.
    case system(String)
  }

  enum ByteOrder: Sendable { case little, big }

  public static let utf8 = TextEncoding("UTF-8", .utf8)
  static let utf16LittleEndian = TextEncoding("UTF-16LE", .utf16(.little))
  static let utf16BigEndian = TextEncoding("UTF-16BE", .utf16(.big))
  static let utf32LittleEndian = TextEncoding("UTF-32LE", .utf32(.little))
  static let utf32BigEndian = TextEncoding("UTF-32BE", .utf32(.big))
  static let windows1252 = TextEncoding("Windows-1252", .singleByte(.windows1252))
  static let windows1251 = TextEncoding("Windows-1251", .system("CP1251"))
  /// As Windows and browsers read it. The standard's own table makes `¥` of every backslash and `‾` of every tilde, and lacks
  /// characters that Japanese lists are full of.
  static let shiftJIS = TextEncoding("Shift_JIS", .system("CP932"))
  static let gbk = TextEncoding("GBK", .system("GBK"))

  private init(_ name: String, _ form: Form) {
    self.name = name
    self.form = form
  }

  /// The encoding of that name, in any case and with or without hyphens; `nil` if neither muster nor the system knows it.
  public init?(_ name: String) {
    let plain = String(
      String.UnicodeScalarView(name.lowercased().unicodeScalars.filter { !"-_ ".unicodeScalars.contains($0) }))
    if let known = TextEncoding.byPlainName[plain] {
      self = known
      return
    }
    // Nothing like //IGNORE or //TRANSLIT, with which iconv leaves characters out.
    let allowed = name.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
      case UInt8(ascii: "0")...UInt8(ascii: "9"): true
      default: "-_.:+()".utf8.contains(byte)
      }
    }
    guard allowed, (1...40).contains(name.utf8.count), let decoder = muster_decoder_open(name) else { return nil }
    muster_decoder_close(decoder)
    self.init(name, .system(name))
  }

  private static let byPlainName: [String: TextEncoding] = {
    let utf16 = TextEncoding("UTF-16", .utf16(nil))
    let utf32 = TextEncoding("UTF-32", .utf32(nil))
    let latin1 = TextEncoding("ISO-8859-1", .singleByte(.iso8859Part1))
    let latin9 = TextEncoding("ISO-8859-15", .singleByte(.iso8859Part15))
    return [
      "utf8": utf8, "utf16": utf16, "utf16le": utf16LittleEndian, "utf16be": utf16BigEndian, "unicode": utf16,
      "utf32": utf32, "utf32le": utf32LittleEndian, "utf32be": utf32BigEndian, "windows1252": windows1252,
      "cp1252": windows1252, "ansi": windows1252, "windows1251": windows1251, "cp1251": windows1251,
      "iso88591": latin1, "latin1": latin1, "iso885915": latin9, "latin9": latin9, "shiftjis": shiftJIS,
      "sjis": shiftJIS, "cp932": shiftJIS, "ms932": shiftJIS, "windows31j": shiftJIS, "gbk": gbk, "cp936": gbk,
      "ms936": gbk,
    ]
  }()

  public var description: String { name }
}
