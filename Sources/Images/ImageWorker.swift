import CSeccomp
import Glibc

/// The child's side: confines itself, then reads an image from standard input and writes a few pixels to standard output.
public enum ImageWorker {
    /// The first argument with which the program becomes the child.
    public static let argument = "image-worker"

    /// What a child may be told to try instead, so that a test sees the kernel end it.
    public enum Attempt: String, Sendable, CaseIterable { case openFile, makeSocket, signalOther, readOther, runForEver, takeMemory }

    /// - Parameter arguments: those of the program, ``argument`` first.
    /// - Returns: the exit status.
    public static func run(_ arguments: [String]) -> Int32 {
        guard limitResources(), satchel_confine() == 0 else { return Verdict.notConfined.rawValue }
        if arguments.count > 1 { return Attempt(rawValue: arguments[1]).map(attempt) ?? Verdict.notAnImage.rawValue }
        guard let file = readAll() else { return Verdict.tooLarge.rawValue }
        switch Decoding.thumbnail(of: file) {
        case .success(let map): return write(map.answer) ? Verdict.done.rawValue : Verdict.damaged.rawValue
        case .failure(let fault): return fault.verdict.rawValue
        }
    }

    /// No more memory than a large image takes, some seconds of the processor, no files, no processes, no dump.
    private static func limitResources() -> Bool {
        guard let used = addressSpaceByteCount() else { return false }
        // `RLIMIT_NPROC`, which the C library shows only with its extensions.
        let processes = __rlimit_resource(rawValue: 6)
        let limits: [(__rlimit_resource, UInt64)] = [
            (RLIMIT_AS, used + ImageLimits.workBytesMax), (RLIMIT_CPU, ImageLimits.processorSecondsMax), (RLIMIT_FSIZE, 0),
            (processes, 0), (RLIMIT_CORE, 0), (RLIMIT_NOFILE, 0),
        ]
        return limits.allSatisfy { resource, value in
            var limit = rlimit(rlim_cur: rlim_t(value), rlim_max: rlim_t(value))
            return setrlimit(__rlimit_resource_t(resource.rawValue), &limit) == 0
        }
    }

    private static func addressSpaceByteCount() -> UInt64? {
        let descriptor = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var text = [UInt8](repeating: 0, count: 64)
        guard read(descriptor, &text, text.count) > 0 else { return nil }
        let digits = text.prefix { (48...57).contains($0) }
        return UInt64(String(decoding: digits, as: UTF8.self)).map { $0 * UInt64(getpagesize()) }
    }

    private static func readAll() -> [UInt8]? {
        var file = [UInt8]()
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(STDIN_FILENO, &piece, piece.count)
            guard count > 0 else { return count == 0 ? file : nil }
            guard file.count + count <= ImageLimits.fileBytesMax else { return nil }
            file.append(contentsOf: piece.prefix(count))
        }
    }

    private static func write(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { buffer in
            var done = 0
            while done < buffer.count {
                let count = Glibc.write(STDOUT_FILENO, buffer.baseAddress?.advanced(by: done), buffer.count - done)
                guard count > 0 else { return false }
                done += count
            }
            return true
        }
    }

    /// Does what a decoder that was taken over would do. Where the confinement holds, none of these returns.
    private static func attempt(_ attempt: Attempt) -> Int32 {
        switch attempt {
        case .openFile: _ = open("/etc/passwd", O_RDONLY)
        case .makeSocket: _ = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        case .signalOther: _ = kill(getppid(), 0)
        case .readOther:
            var byte: UInt8 = 0
            _ = read(3, &byte, 1)
        case .runForEver:
            var byte: UInt8 = 0
            while read(STDIN_FILENO, &byte, 1) >= 0 {}
        case .takeMemory:
            guard let memory = mmap(nil, Int(ImageLimits.workBytesMax) + 1, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) else { break }
            if memory == MAP_FAILED { return Verdict.damaged.rawValue }
        }
        return Verdict.done.rawValue
    }
}
