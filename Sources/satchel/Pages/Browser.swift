import Glibc

/// Opens a file with the program that the desktop has for it.
enum Browser {
    /// - Returns: whether a program was started; it may still fail by itself.
    static func open(_ path: String) -> Bool {
        guard getenv("DISPLAY") != nil || getenv("WAYLAND_DISPLAY") != nil else { return false }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for descriptor in STDIN_FILENO...STDERR_FILENO {
            posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
        }
        let arguments = [strdup("xdg-open"), strdup(path), nil]
        defer { for argument in arguments { free(argument) } }
        var process: pid_t = 0
        guard posix_spawnp(&process, "xdg-open", &actions, nil, arguments, environ) == 0 else { return false }
        let child = process
        // Nobody waits for the browser, but somebody has to take its end.
        var thread = pthread_t()
        let box = UnsafeMutableRawPointer(bitPattern: Int(child))
        guard
            pthread_create(
                &thread, nil,
                { process in
                    var status: Int32 = 0
                    waitpid(pid_t(Int(bitPattern: process)), &status, 0)
                    return nil
                }, box) == 0
        else { return true }
        pthread_detach(thread)
        return true
    }
}
