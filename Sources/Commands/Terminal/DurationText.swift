/// A duration as options take it: `500ms`, `30s`, `2m`, `1h30m`.
func brief(_ duration: Duration) -> String {
  let milliseconds = duration.components.seconds * 1000 + duration.components.attoseconds / 1_000_000_000_000_000
  if milliseconds % 1000 != 0 || milliseconds == 0 { return milliseconds == 0 ? "0s" : "\(milliseconds)ms" }
  var seconds = milliseconds / 1000
  var text = ""
  for (name, length) in [("d", Int64(86_400)), ("h", 3600), ("m", 60), ("s", 1)] where seconds >= length {
    text += "\(seconds / length)\(name)"
    seconds %= length
  }
  return text
}

/// A duration for eyes, in its two largest units: `3 d 4 h`, `1 h 24 min`, `12 min`, `45 s`.
func spoken(_ duration: Duration) -> String {
  let seconds = max(0, duration.components.seconds)
  switch seconds {
  case 0: return "less than a second"
  case ..<60: return "\(seconds) s"
  case ..<3600:
    return seconds % 60 == 0 || seconds >= 600 ? "\((seconds + 30) / 60) min" : "\(seconds / 60) min \(seconds % 60) s"
  case ..<86_400:
    let minutes = (seconds + 30) / 60
    return minutes % 60 == 0 ? "\(minutes / 60) h" : "\(minutes / 60) h \(minutes % 60) min"
  default:
    let hours = (seconds + 1800) / 3600
    return hours % 24 == 0 ? "\(hours / 24) d" : "\(hours / 24) d \(hours % 24) h"
  }
}

/// A whole number with commas between thousands.
func grouped(_ number: Int) -> String {
  var digits = String(number.magnitude)
  var groups: [String] = []
  while digits.count > 3 {
    groups.append(String(digits.suffix(3)))
    digits.removeLast(3)
  }
  groups.append(digits)
  return (number < 0 ? "-" : "") + groups.reversed().joined(separator: ",")
}
