import CProcess
import Glibc

/// What has to be so before the process touches a secret.
enum ProcessHygiene {
    private static let backtraceVariable = "SWIFT_BACKTRACE"
    private static let backtraceOff = "enable=no"

    /// Keeps secrets out of crash reports, core dumps, other processes and files that others may read.
    static func apply() {
        turnOffBacktraces()
        openStandardDescriptors()
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        _ = setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
        _ = satchel_forbid_dumps()
        umask(0o077)
        signal(SIGPIPE, SIG_IGN)
    }

    /// Overwrites what other users see of the arguments in the list of processes: they hold names and facts.
    ///
    /// They can be seen until here, which is why fields can also come from standard input.
    static func hideArguments() {
        let count = Int(CommandLine.argc)
        for index in 1..<max(1, count) {
            guard let argument = CommandLine.unsafeArgv[index] else { continue }
            memset(argument, 0, strlen(argument))
        }
    }

    /// Swift's crash report prints registers and memory. The runtime reads the variable before `main`, so the program
    /// starts itself once more with it set.
    private static func turnOffBacktraces() {
        guard getenv(backtraceVariable).map({ String(cString: $0) }) != backtraceOff else { return }
        setenv(backtraceVariable, backtraceOff, 1)
        execv("/proc/self/exe", CommandLine.unsafeArgv)
        // Without /proc it goes on here: the handlers that would write the report are taken away instead.
        for number in [SIGQUIT, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP] { signal(number, SIG_DFL) }
    }

    /// A store's file that is opened as descriptor 2 would get the error messages.
    private static func openStandardDescriptors() {
        for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) == -1 {
            _ = open("/dev/null", O_RDWR)
        }
    }
}
