#include <stdlib.h>
#include <zopfli/deflate.h>

/// Frees what ZopfliDeflatePart allocated.
static inline void zopfli_release(unsigned char *bytes) { free(bytes); }
