/* Makes every flush take FLUSH_MICROSECONDS longer, as on the disk that the reference figures were measured on (3,600 in all): loaded
 * before the C library, to see what a save is beside a bare commit where the flush is what costs.
 *
 *   gcc -shared -fPIC -o /tmp/slow.so Tests/storage/slow.c -ldl
 *   FLUSH_MICROSECONDS=3500 LD_PRELOAD=/tmp/slow.so satchel-bench save
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

static useconds_t delay;

__attribute__((constructor)) static void begin(void) {
    const char *text = getenv("FLUSH_MICROSECONDS");
    delay = text ? (useconds_t)atol(text) : 0;
}

static int slowly(const char *name, int descriptor) {
    usleep(delay);
    return ((int (*)(int))dlsym(RTLD_NEXT, name))(descriptor);
}

int fsync(int descriptor) { return slowly("fsync", descriptor); }
int fdatasync(int descriptor) { return slowly("fdatasync", descriptor); }
