import Glibc

/// The computer's clocks.
enum SystemClock {
    /// Seconds since 1970, as the computer believes.
    static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec)
    }

    /// Seconds since the computer was started, sleep included; nobody can set this clock.
    static func sinceBoot() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_BOOTTIME, &time)
        return Int64(time.tv_sec)
    }
}
