#pragma once
// Wide looks at bytes. They stand in C because Swift has no portable movemask; the loops around them are Swift.
// Both forms are compiled everywhere, so that a test on one machine holds the portable one against the other.

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

/// High bit of each byte of `word` that equals the byte repeated in `needle`. Exact: no carry runs into a neighbour.
static inline uint64_t muster_equal_bytes(uint64_t word, uint64_t needle) {
  const uint64_t low = 0x7f7f7f7f7f7f7f7fULL;
  uint64_t difference = word ^ needle;
  return ~(((difference & low) + low) | difference | low);
}

/// As `muster_mask_of_four`, eight bytes at a time, on any little-endian processor.
static inline uint64_t muster_mask_of_four_portable(const uint8_t *bytes, uint8_t a, uint8_t b, uint8_t c, uint8_t d) {
  const uint64_t ones = 0x0101010101010101ULL;
  uint64_t mask = 0;
  for (int part = 0; part < 8; part++) {
    uint64_t word;
    memcpy(&word, bytes + 8 * part, 8);
    uint64_t found = muster_equal_bytes(word, ones * a) | muster_equal_bytes(word, ones * b) |
                     muster_equal_bytes(word, ones * c) | muster_equal_bytes(word, ones * d);
    mask |= (((found >> 7) * 0x0102040810204080ULL) >> 56) << (8 * part);
  }
  return mask;
}

/// Bit i is set if byte i of the 64 bytes at `bytes` is a, b, c or d. All 64 bytes must be readable.
static inline uint64_t muster_mask_of_four(const uint8_t *bytes, uint8_t a, uint8_t b, uint8_t c, uint8_t d) {
#if defined(__SSE2__)
  const __m128i va = _mm_set1_epi8((char)a), vb = _mm_set1_epi8((char)b);
  const __m128i vc = _mm_set1_epi8((char)c), vd = _mm_set1_epi8((char)d);
  uint64_t mask = 0;
  for (int part = 0; part < 4; part++) {
    __m128i v = _mm_loadu_si128((const __m128i *)(bytes + 16 * part));
    __m128i found = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(v, va), _mm_cmpeq_epi8(v, vb)),
                                 _mm_or_si128(_mm_cmpeq_epi8(v, vc), _mm_cmpeq_epi8(v, vd)));
    mask |= (uint64_t)(uint32_t)_mm_movemask_epi8(found) << (16 * part);
  }
  return mask;
#else
  return muster_mask_of_four_portable(bytes, a, b, c, d);
#endif
}

/// As `muster_has_one_of_four`, eight bytes at a time, on any little-endian processor.
static inline _Bool muster_has_one_of_four_portable(const uint8_t *bytes, size_t count, uint8_t a, uint8_t b, uint8_t c,
                                                    uint8_t d) {
  const uint64_t ones = 0x0101010101010101ULL;
  for (size_t at = 0; at < count; at += 8) {
    uint64_t word;
    memcpy(&word, bytes + at, 8);
    uint64_t found = muster_equal_bytes(word, ones * a) | muster_equal_bytes(word, ones * b) |
                     muster_equal_bytes(word, ones * c) | muster_equal_bytes(word, ones * d);
    if (count - at < 8) found &= (1ULL << (8 * (count - at))) - 1;
    if (found) return 1;
  }
  return 0;
}

/// Whether one of the first `count` bytes is a, b, c or d; made for short texts. 15 bytes behind them must be readable.
static inline _Bool muster_has_one_of_four(const uint8_t *bytes, size_t count, uint8_t a, uint8_t b, uint8_t c,
                                           uint8_t d) {
#if defined(__SSE2__)
  const __m128i va = _mm_set1_epi8((char)a), vb = _mm_set1_epi8((char)b);
  const __m128i vc = _mm_set1_epi8((char)c), vd = _mm_set1_epi8((char)d);
  for (size_t at = 0; at < count; at += 16) {
    __m128i v = _mm_loadu_si128((const __m128i *)(bytes + at));
    __m128i found = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(v, va), _mm_cmpeq_epi8(v, vb)),
                                 _mm_or_si128(_mm_cmpeq_epi8(v, vc), _mm_cmpeq_epi8(v, vd)));
    unsigned mask = (unsigned)_mm_movemask_epi8(found);
    if (count - at < 16) mask &= (1u << (count - at)) - 1u;
    if (mask) return 1;
  }
  return 0;
#else
  return muster_has_one_of_four_portable(bytes, count, a, b, c, d);
#endif
}

/// How many characters there are in valid UTF-8: bytes that do not continue one.
static inline size_t muster_count_scalars(const uint8_t *bytes, size_t count) {
  size_t scalars = 0;
  for (size_t at = 0; at < count; at++) scalars += (int8_t)bytes[at] >= -64;
  return scalars;
}

/// The place behind the last line feed or carriage return; 0 if there is none.
static inline size_t muster_last_line_break(const uint8_t *bytes, size_t count) {
  size_t end = count;
  // Blocks without one are passed over at once, as a list can be a single line.
  while (end >= 64) {
    uint8_t found = 0;
    for (size_t at = end - 64; at < end; at++) found |= (bytes[at] == 0x0a) | (bytes[at] == 0x0d);
    if (found) break;
    end -= 64;
  }
  while (end > 0 && bytes[end - 1] != 0x0a && bytes[end - 1] != 0x0d) end--;
  return end;
}

/// How many bytes from the start are below 0x80. Reads no byte beyond `count`.
static inline size_t muster_ascii_prefix(const uint8_t *bytes, size_t count) {
  size_t at = 0;
#if defined(__SSE2__)
  while (at + 64 <= count) {
    __m128i all = _mm_or_si128(_mm_or_si128(_mm_loadu_si128((const __m128i *)(bytes + at)),
                                            _mm_loadu_si128((const __m128i *)(bytes + at + 16))),
                               _mm_or_si128(_mm_loadu_si128((const __m128i *)(bytes + at + 32)),
                                            _mm_loadu_si128((const __m128i *)(bytes + at + 48))));
    if (_mm_movemask_epi8(all)) break;
    at += 64;
  }
#endif
  while (at + 8 <= count) {
    uint64_t word;
    memcpy(&word, bytes + at, 8);
    if (word & 0x8080808080808080ULL) break;
    at += 8;
  }
  while (at < count && bytes[at] < 0x80) at++;
  return at;
}

/// High bit of each byte of `word` that does not stand for itself in a JSON string: a control character, quote or backslash.
static inline uint64_t muster_json_special_bytes(uint64_t word) {
  // Below 0x20: no bit of 0xe0 is set.
  return muster_equal_bytes(word & 0xe0e0e0e0e0e0e0e0ULL, 0) | muster_equal_bytes(word, 0x2222222222222222ULL) |
         muster_equal_bytes(word, 0x5c5c5c5c5c5c5c5cULL);
}

/// As `muster_json_string_stop`, eight bytes at a time, on any little-endian processor.
static inline size_t muster_json_string_stop_portable(const uint8_t *bytes) {
  size_t at = 0;
  for (;;) {
    uint64_t word;
    memcpy(&word, bytes + at, 8);
    uint64_t special = muster_json_special_bytes(word);
    if (special) return at + ((size_t)__builtin_ctzll(special) >> 3);
    at += 8;
  }
}

/// How many bytes from the start stand for themselves in a JSON string. One that does not must follow, and 15 readable bytes.
static inline size_t muster_json_string_stop(const uint8_t *bytes) {
#if defined(__SSE2__)
  const __m128i quote = _mm_set1_epi8('"'), backslash = _mm_set1_epi8('\\'), control = _mm_set1_epi8(0x1f);
  size_t at = 0;
  for (;;) {
    __m128i v = _mm_loadu_si128((const __m128i *)(bytes + at));
    __m128i special = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(v, quote), _mm_cmpeq_epi8(v, backslash)),
                                   _mm_cmpeq_epi8(_mm_min_epu8(v, control), v));
    unsigned mask = (unsigned)_mm_movemask_epi8(special);
    if (mask) return at + (size_t)__builtin_ctz(mask);
    at += 16;
  }
#else
  return muster_json_string_stop_portable(bytes);
#endif
}

/// How many bytes from the start stand for themselves in a JSON string. Reads no byte beyond `count`.
static inline size_t muster_json_plain_prefix(const uint8_t *bytes, size_t count) {
  size_t at = 0;
  while (at + 8 <= count) {
    uint64_t word;
    memcpy(&word, bytes + at, 8);
    uint64_t special = muster_json_special_bytes(word);
    if (special) return at + ((size_t)__builtin_ctzll(special) >> 3);
    at += 8;
  }
  while (at < count && bytes[at] >= 0x20 && bytes[at] != '"' && bytes[at] != '\\') at++;
  return at;
}

/// Whether `bytes` begins with the `count` bytes at `start`. Both must be readable up to the next multiple of 16.
static inline _Bool muster_begins_with(const uint8_t *bytes, const uint8_t *start, size_t count) {
#if defined(__SSE2__)
  for (size_t at = 0; at < count; at += 16) {
    __m128i equal = _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(bytes + at)),
                                   _mm_loadu_si128((const __m128i *)(start + at)));
    unsigned different = (unsigned)_mm_movemask_epi8(equal) ^ 0xffffu;
    if (count - at < 16) different &= (1u << (count - at)) - 1u;
    if (different) return 0;
  }
  return 1;
#else
  return memcmp(bytes, start, count) == 0;
#endif
}
