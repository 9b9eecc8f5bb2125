import CPlatform

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Breaks a text between words.
func wrapped(_ text: String, width: Int) -> [String] {
  var lines: [String] = []
  var line = ""
  for word in text.split(separator: " ") {
    if !line.isEmpty, line.count + 1 + word.count > width {
      lines.append(line)
      line = ""
    }
    line += line.isEmpty ? String(word) : " \(word)"
  }
  if !line.isEmpty { lines.append(line) }
  return lines
}

/// Breaks an indented line between words; what follows the first line stands four columns further in.
func hung(_ line: String, width: Int) -> String {
  let indent = line.prefix { $0 == " " }.count
  let rest = indent + 4
  guard line.count > width, width >= rest + 20 else { return line }
  // The first line may be longer by the four columns; so that nothing is counted twice, it is broken as short as the rest.
  let separator = "\n" + String(repeating: " ", count: rest)
  return String(repeating: " ", count: indent) + wrapped(line, width: width - rest).joined(separator: separator)
}

extension Console {
  /// A sentence as standard output shows it best: hung, where it is a terminal. Whatever is to be copied, such as a
  /// command, is better left to the terminal to break.
  func fitted(_ line: String) -> String {
    guard isOutputTerminal else { return line }
    return hung(line, width: Int(muster_terminal_width(STDOUT_FILENO)))
  }
}
