/* Makes the n-th call of one kind fail, once or from then on, for files below one folder: loaded before the C library.
 *
 *   FAULT_UNDER   the folder; calls about other files pass through and are not counted
 *   FAULT_KIND    write | sync | rename | truncate | unlink
 *   FAULT_AT      n, from 1; 0 only counts
 *   FAULT_MODE    once | ever | short    (short: the n-th write writes half of what it was given and says so)
 *   FAULT_ERRNO   the number that errno gets
 *   FAULT_REPORT  a file outside of the folder; at the end it holds the number of calls and how many of them failed
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

static const char *under, *kind, *mode, *report;
static long at;
static int number;
static atomic_long calls, struck;

__attribute__((constructor)) static void begin(void) {
    under = getenv("FAULT_UNDER");
    kind = getenv("FAULT_KIND");
    mode = getenv("FAULT_MODE");
    report = getenv("FAULT_REPORT");
    at = getenv("FAULT_AT") ? atol(getenv("FAULT_AT")) : 0;
    number = getenv("FAULT_ERRNO") ? atoi(getenv("FAULT_ERRNO")) : EIO;
}

__attribute__((destructor)) static void end(void) {
    FILE *file = report ? fopen(report, "w") : NULL;
    if (!file) return;
    fprintf(file, "%ld %ld\n", atomic_load(&calls), atomic_load(&struck));
    fclose(file);
}

static int is_below(const char *path) { return under && strncmp(path, under, strlen(under)) == 0; }

static int is_file_below(int descriptor) {
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return is_below(path);
}

/* Whether this call, which is about a file below the folder, is to fail. */
static int fails(const char *of) {
    if (!kind || !mode || strcmp(of, kind) != 0) return 0;
    long call = atomic_fetch_add(&calls, 1) + 1;
    if (at == 0 || (strcmp(mode, "ever") == 0 ? call < at : call != at)) return 0;
    atomic_fetch_add(&struck, 1);
    errno = number;
    return 1;
}

static int is_short(void) { return mode && strcmp(mode, "short") == 0; }

#define REAL(type, name, ...) ((type(*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name))

ssize_t write(int descriptor, const void *bytes, size_t count) {
    if (is_file_below(descriptor) && fails("write")) {
        if (!is_short() || count < 2) return -1;
        count /= 2;
    }
    return REAL(ssize_t, write, int, const void *, size_t)(descriptor, bytes, count);
}

ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t offset) {
    if (is_file_below(descriptor) && fails("write")) {
        if (!is_short() || count < 2) return -1;
        count /= 2;
    }
    return REAL(ssize_t, pwrite, int, const void *, size_t, off_t)(descriptor, bytes, count, offset);
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t count, off64_t offset) {
    if (is_file_below(descriptor) && fails("write")) {
        if (!is_short() || count < 2) return -1;
        count /= 2;
    }
    return REAL(ssize_t, pwrite64, int, const void *, size_t, off64_t)(descriptor, bytes, count, offset);
}

ssize_t writev(int descriptor, const struct iovec *parts, int count) {
    if (is_file_below(descriptor) && fails("write")) return -1;
    return REAL(ssize_t, writev, int, const struct iovec *, int)(descriptor, parts, count);
}

int fsync(int descriptor) {
    if (is_file_below(descriptor) && fails("sync")) return -1;
    return REAL(int, fsync, int)(descriptor);
}

int fdatasync(int descriptor) {
    if (is_file_below(descriptor) && fails("sync")) return -1;
    return REAL(int, fdatasync, int)(descriptor);
}

int rename(const char *from, const char *to) {
    if (is_below(to) && fails("rename")) return -1;
    return REAL(int, rename, const char *, const char *)(from, to);
}

int renameat(int from_folder, const char *from, int to_folder, const char *to) {
    if (is_below(to) && fails("rename")) return -1;
    return REAL(int, renameat, int, const char *, int, const char *)(from_folder, from, to_folder, to);
}

int ftruncate(int descriptor, off_t length) {
    if (is_file_below(descriptor) && fails("truncate")) return -1;
    return REAL(int, ftruncate, int, off_t)(descriptor, length);
}

int ftruncate64(int descriptor, off64_t length) {
    if (is_file_below(descriptor) && fails("truncate")) return -1;
    return REAL(int, ftruncate64, int, off64_t)(descriptor, length);
}

int unlink(const char *path) {
    if (is_below(path) && fails("unlink")) return -1;
    return REAL(int, unlink, const char *)(path);
}
