// What Swift cannot call: the rules of libseccomp are made by macros with compound literals, and prctl is variadic.
#pragma once
#include <linux/prctl.h>
#include <seccomp.h>

extern int prctl(int option, ...);
extern int close_range(unsigned int first, unsigned int last, int flags);

/// Closes every descriptor but the three standard ones, and then leaves this process, all its threads, nothing but reading standard input, writing standard output and error, memory that
/// cannot be executed, and its end. Whatever else it asks of the kernel ends it at once. Cannot be undone.
static inline int satchel_confine(void) {
    if (close_range(3, ~0U, 0) != 0) { return -1; }
    if (prctl(PR_SET_NO_NEW_PRIVS, 1UL, 0UL, 0UL, 0UL) != 0) { return -1; }
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
    if (!filter) { return -1; }
    const unsigned int executable = 4; // PROT_EXEC
    int failed = seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1);
    failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(read), 1, SCMP_A0(SCMP_CMP_EQ, 0));
    failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(write), 1, SCMP_A0(SCMP_CMP_EQ, 1));
    failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(write), 1, SCMP_A0(SCMP_CMP_EQ, 2));
    failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, executable, 0));
    failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, executable, 0));
    const int others[] = {
        SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(futex), SCMP_SYS(rt_sigreturn),
        SCMP_SYS(exit), SCMP_SYS(exit_group),
    };
    for (unsigned int index = 0; index < sizeof(others) / sizeof(others[0]); index++) {
        failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, others[index], 0);
    }
    if (!failed) { failed = seccomp_load(filter); }
    seccomp_release(filter);
    return failed ? -1 : 0;
}
