import CFuzzer
import Fuzzing
import Glibc

/// libFuzzer over the parsers of `satchel-bench fuzz`: it keeps the inputs that reach code which no input reached before.
///
///     satchel-fuzz PARSER VECTORS [options and folders of libFuzzer]
///
/// Built only where `SATCHEL_FUZZ` is set; `Tests/fuzz/coverage.py` does that and runs all parsers.
@main enum Main {
    /// Set once, before the only thread that reads it begins to.
    nonisolated(unsafe) private(set) static var target: (any FuzzTarget)!

    static func main() throws {
        var arguments = CommandLine.arguments
        guard arguments.count > 2, let target = try FuzzTargets.target(arguments[1], FuzzVectors(folder: arguments[2])) else {
            let usage = Array(
                "satchel-fuzz PARSER VECTORS [options and folders of libFuzzer]\nPARSER: \(FuzzTargets.names.joined(separator: ", "))\n"
                    .utf8)
            write(STDERR_FILENO, usage, usage.count)
            exit(64)
        }
        Self.target = target
        // What the vectors hold is where everything begins, beside what was kept in the corpus.
        let folder = "/tmp/satchel-fuzz-seeds-\(getpid())"
        mkdir(folder, 0o700)
        for (number, seed) in target.seeds.enumerated() {
            guard let file = fopen("\(folder)/\(number)", "w") else { continue }
            fwrite(seed, 1, seed.count, file)
            fclose(file)
        }
        arguments.removeSubrange(1...2)
        var pointers: [UnsafeMutablePointer<CChar>?] = (arguments + [folder]).map { strdup($0) } + [nil]
        var count = CInt(pointers.count - 1)
        let status = pointers.withUnsafeMutableBufferPointer { buffer in
            var start = buffer.baseAddress
            return LLVMFuzzerRunDriver(&count, &start, tryOne)
        }
        exit(status)
    }
}

/// Under the name that libFuzzer's own `main`, which is linked and never called, wants to see.
@_cdecl("LLVMFuzzerTestOneInput")
func tryOne(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    do throws(FuzzFinding) { _ = try Main.target.run(Array(UnsafeBufferPointer(start: data, count: size))) } catch {
        fatalError(error.what)
    }
    return 0
}

/// Two in three inputs are altered behind their checksums, seals, signatures and deflate, which are then made right again.
@_cdecl("LLVMFuzzerCustomMutator")
func mutate(_ data: UnsafeMutablePointer<UInt8>, _ size: Int, _ sizeMax: Int, _ seed: UInt32) -> Int {
    guard seed % 3 > 0, let target = Main.target, let inner = target.inner(Array(UnsafeBufferPointer(start: data, count: size))) else {
        return LLVMFuzzerMutate(data, size, sizeMax)
    }
    let altered = [UInt8](unsafeUninitializedCapacity: max(sizeMax, inner.count)) { buffer, count in
        _ = buffer.initialize(from: inner)
        count = LLVMFuzzerMutate(buffer.baseAddress, inner.count, max(sizeMax, inner.count))
    }
    guard let wrapped = target.wrapped(altered), !wrapped.isEmpty, wrapped.count <= sizeMax else {
        return LLVMFuzzerMutate(data, size, sizeMax)
    }
    UnsafeMutableBufferPointer(start: data, count: sizeMax).baseAddress?.update(from: wrapped, count: wrapped.count)
    return wrapped.count
}
