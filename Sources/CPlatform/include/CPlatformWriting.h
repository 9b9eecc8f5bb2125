#pragma once
// Fields as they are written: copied and looked at in one go, 16 bytes at a time where the processor can.
// They stand in C beside `CPlatformBytes.h`, for the same reason.

#include "CPlatformBytes.h"

/// Copies `count` bytes and tells whether a, b, c or d is among them. Touches no byte beyond `count` on either side.
static inline _Bool muster_copy_finding_four(
    uint8_t *to, const uint8_t *from, size_t count, uint8_t a, uint8_t b, uint8_t c, uint8_t d) {
  const uint64_t ones = 0x0101010101010101ULL;
  uint64_t found = 0;
  size_t at = 0;
#if defined(__SSE2__)
  const __m128i va = _mm_set1_epi8((char)a), vb = _mm_set1_epi8((char)b);
  const __m128i vc = _mm_set1_epi8((char)c), vd = _mm_set1_epi8((char)d);
  __m128i hits = _mm_setzero_si128();
  for (; at + 16 <= count; at += 16) {
    __m128i v = _mm_loadu_si128((const __m128i *)(from + at));
    _mm_storeu_si128((__m128i *)(to + at), v);
    hits = _mm_or_si128(hits, _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(v, va), _mm_cmpeq_epi8(v, vb)),
                                           _mm_or_si128(_mm_cmpeq_epi8(v, vc), _mm_cmpeq_epi8(v, vd))));
  }
  found = (uint64_t)(unsigned)_mm_movemask_epi8(hits);
#endif
  for (; at + 8 <= count; at += 8) {
    uint64_t word;
    memcpy(&word, from + at, 8);
    memcpy(to + at, &word, 8);
    found |= muster_equal_bytes(word, ones * a) | muster_equal_bytes(word, ones * b) |
             muster_equal_bytes(word, ones * c) | muster_equal_bytes(word, ones * d);
  }
  if (at < count) {
    // What is left, together with bytes in front of it that were looked at already.
    if (count >= 8) {
      uint64_t word;
      memcpy(&word, from + count - 8, 8);
      memcpy(to + count - 8, &word, 8);
      found |= muster_equal_bytes(word, ones * a) | muster_equal_bytes(word, ones * b) |
               muster_equal_bytes(word, ones * c) | muster_equal_bytes(word, ones * d);
    } else {
      for (; at < count; at++) {
        uint8_t byte = to[at] = from[at];
        found |= byte == a || byte == b || byte == c || byte == d;
      }
    }
  }
  return found != 0;
}

/// Writes a field of CSV (RFC 4180), in quotes where it has to be: delimiter, quote, line break, outer spaces, or the only
/// field of a row and empty. `to` has room for twice `count` and two bytes more.
static inline size_t muster_csv_field(
    uint8_t *to, const uint8_t *from, size_t count, uint8_t delimiter, _Bool is_only_field) {
  if (count == 0 && !is_only_field) return 0;
  if (count > 0 && !muster_copy_finding_four(to, from, count, delimiter, '"', '\n', '\r') && from[0] != ' ' &&
      from[count - 1] != ' ')
    return count;
  size_t length = 0;
  to[length++] = '"';
  for (size_t at = 0; at < count; at++) {
    if (from[at] == '"') to[length++] = '"';
    to[length++] = from[at];
  }
  to[length++] = '"';
  return length;
}

/// Writes a string of JSON (RFC 8259) with its quotes; `from` is valid UTF-8. Only what must be escaped is. `to` has room for
/// six times `count` and 18 bytes more.
static inline size_t muster_json_string(uint8_t *to, const uint8_t *from, size_t count) {
  static const char digits[] = "0123456789abcdef";
  size_t at = 0, length = 0;
  to[length++] = '"';
  while (at < count) {
    size_t plain = 0;
    for (; at + plain + 8 <= count; plain += 8) {
      uint64_t word;
      memcpy(&word, from + at + plain, 8);
      memcpy(to + length + plain, &word, 8);
      uint64_t special = muster_json_special_bytes(word);
      if (special) {
        plain += (size_t)__builtin_ctzll(special) >> 3;
        goto special;
      }
    }
    for (; at + plain < count; plain++) {
      uint8_t byte = from[at + plain];
      if (byte < 0x20 || byte == '"' || byte == '\\') goto special;
      to[length + plain] = byte;
    }
    length += plain;
    break;
  special:
    at += plain;
    length += plain;
    uint8_t byte = from[at++];
    to[length++] = '\\';
    switch (byte) {
      case '"': case '\\': to[length++] = byte; break;
      case '\b': to[length++] = 'b'; break;
      case '\t': to[length++] = 't'; break;
      case '\n': to[length++] = 'n'; break;
      case '\f': to[length++] = 'f'; break;
      case '\r': to[length++] = 'r'; break;
      default:
        memcpy(to + length, "u00", 3);
        to[length + 3] = (uint8_t)digits[byte >> 4];
        to[length + 4] = (uint8_t)digits[byte & 0x0f];
        length += 5;
    }
  }
  to[length++] = '"';
  return length;
}
