#pragma once
// iconv, whose failing value is a cast that Swift does not see, and whose error numbers are macros.

#include <errno.h>
#include <iconv.h>
#include <stddef.h>

/// A converter from the encoding to UTF-8; NULL if there is none for that name.
static inline void *_Nullable muster_decoder_open(const char *_Nonnull encoding) {
  iconv_t decoder = iconv_open("UTF-8", encoding);
  return decoder == (iconv_t)-1 ? NULL : (void *)decoder;
}

static inline void muster_decoder_close(void *_Nonnull decoder) { iconv_close((iconv_t)decoder); }

typedef enum {
  muster_decoded_all,
  /// There is no room for the next character.
  muster_decoded_to_full,
  /// The input ends inside a character.
  muster_decoded_to_incomplete,
  /// The next bytes are no character.
  muster_decoded_to_invalid,
} muster_decoded;

/// Moves both ends of what is done on, as iconv does. Without input it writes what the converter still holds back.
static inline muster_decoded muster_decode(
    void *_Nonnull decoder, const char *_Nullable *_Nonnull input, size_t *_Nonnull input_left, char *_Nonnull *_Nonnull output,
    size_t *_Nonnull output_left) {
  char *from = (char *)*input;
  size_t result = iconv((iconv_t)decoder, from ? &from : NULL, from ? input_left : NULL, output, output_left);
  if (from) *input = from;
  if (result != (size_t)-1) return muster_decoded_all;
  if (errno == E2BIG) return muster_decoded_to_full;
  return errno == EINVAL ? muster_decoded_to_incomplete : muster_decoded_to_invalid;
}
