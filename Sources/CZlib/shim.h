#pragma once
#include <zlib.h>

/// inflateInit2 is a macro, which Swift does not see. Reads gzip, and checks each member's length and CRC-32.
static inline int muster_begin_gzip(z_stream *stream) { return inflateInit2(stream, 15 + 16); }
