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

/// How many bytes from the start stand for themselves in a JSON string: no control character, quote or backslash.
static inline size_t muster_json_plain_prefix(const uint8_t *bytes, size_t count) {
  size_t at = 0;
  while (at + 8 <= count) {
    uint64_t word;
    memcpy(&word, bytes + at, 8);
    // Below 0x20: no bit of 0xe0 is set.
    uint64_t control = muster_equal_bytes(word & 0xe0e0e0e0e0e0e0e0ULL, 0);
    if (control | muster_equal_bytes(word, 0x2222222222222222ULL) | muster_equal_bytes(word, 0x5c5c5c5c5c5c5c5cULL)) break;
    at += 8;
  }
  while (at < count && bytes[at] >= 0x20 && bytes[at] != '"' && bytes[at] != '\\') at++;
  return at;
}
