extension Console {
  /// Says that not all that was written is what it was; only XML has no way to hold some characters.
  func warnOfReplacedCharacters(_ number: Int) {
    guard number > 0 else { return }
    warn(
      "\(count(number, "character that XML cannot hold was", "characters that XML cannot hold were")) replaced by U+FFFD; "
        + "every other format keeps \(number == 1 ? "it" : "them")", code: "characters-replaced")
  }
}
