// What Swift cannot call: prctl is variadic, and the C library shows struct ucred only behind a feature macro that
// other modules are built without. Only kernel headers are included, so that no type of the C library comes twice.
#pragma once
#include <asm/socket.h>
#include <linux/prctl.h>

extern int prctl(int option, ...);
extern int getsockopt(int socket, int level, int option, void *__restrict value, unsigned int *__restrict length);

/// Keeps the process from being dumped, and from being read by other processes of the same user.
static inline int satchel_forbid_dumps(void) { return prctl(PR_SET_DUMPABLE, 0UL, 0UL, 0UL, 0UL); }

/// Who is at the other end of a connected Unix socket. The kernel noted it when the connection was made.
static inline int satchel_peer(int socket, int *process, unsigned int *user) {
    // struct ucred, spelled out.
    struct { int process; unsigned int user; unsigned int group; } peer = {0, 0, 0};
    unsigned int length = sizeof(peer);
    if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0 || length != sizeof(peer)) { return -1; }
    *process = peer.process;
    *user = peer.user;
    return 0;
}
