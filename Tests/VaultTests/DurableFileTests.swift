import Foundation
import Glibc
import Records
import Testing

@testable import Vault

@Suite struct DurableFileTests {
    private let folder: TestFolder
    private var path: String { folder.path + "/file" }

    init() throws { folder = try TestFolder() }

    @Test func `a file is written, replaced and read, and nothing else is left`() throws {
        for bytes in [[UInt8]](arrayLiteral: [1, 2, 3], [], [UInt8](repeating: 9, count: 100_000)) {
            try DurableFile.write(bytes, to: path)
            #expect(try DurableFile.read(path, byteCountMax: 100_000) == bytes)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["file"])
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
    }

    @Test func `a write that is given up leaves the old file and no other`() throws {
        try DurableFile.write([1], to: path)
        #expect(throws: TestFailure.self) {
            try DurableFile.write(to: path) { append in
                try append([2, 3])
                throw TestFailure("given up")
            }
        }
        #expect(try DurableFile.read(path, byteCountMax: 10) == [1])
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["file"])
    }

    @Test func `a writer that is done does not touch what the next one writes`() throws {
        var first: DurableWriter? = try DurableWriter(path)
        try first?.commit()
        let second = try DurableWriter(path)
        try second.append([2])
        first = nil
        try second.commit()
        #expect(first == nil)
        #expect(try DurableFile.read(path, byteCountMax: 10) == [2])
    }

    @Test func `a leftover with the temporary name is replaced, and a link there is not followed`() throws {
        try DurableFile.write([7], to: folder.path + "/other")
        #expect(symlink(folder.path + "/other", path + ".new") == 0)
        try DurableFile.write([1], to: path)
        #expect(try DurableFile.read(folder.path + "/other", byteCountMax: 10) == [7])
        #expect(try DurableFile.read(path, byteCountMax: 10) == [1])
    }

    @Test func `links, folders and pipes are not read as files`() throws {
        try DurableFile.write([7], to: path)
        #expect(symlink(path, folder.path + "/link") == 0)
        #expect(mkfifo(folder.path + "/pipe", 0o600) == 0)
        for name in ["link", "pipe", "."] {
            #expect(code { _ = try DurableFile.read(folder.path + "/" + name, byteCountMax: 10) } == .readOnly, "\(name)")
        }
        #expect(code { _ = try DurableFile.read(folder.path + "/none", byteCountMax: 10) } == .missing)
    }

    @Test func `a file one byte over the limit is refused`() throws {
        try DurableFile.write([1, 2, 3], to: path)
        #expect(try DurableFile.read(path, byteCountMax: 3).count == 3)
        #expect(code { _ = try DurableFile.read(path, byteCountMax: 2) } == .tooLarge)
    }

    @Test func `reading beyond the end is damage, not a crash`() throws {
        try DurableFile.write([1, 2, 3], to: path)
        let file = try ReadableFile(path)
        #expect(try file.read(at: 1, count: 2) == [2, 3])
        #expect(try file.read(at: 3, count: 0).isEmpty)
        for (offset, count) in [(0, 4), (3, 1), (4, 0), (UInt64.max, 1)] {
            #expect(code { _ = try file.read(at: offset, count: count) } == .damaged)
        }
    }

    @Test(arguments: [
        (ENOSPC, VaultErrorCode.storageFull), (EDQUOT, .storageFull), (EROFS, .readOnly), (EACCES, .readOnly), (ENOENT, .missing),
        (EIO, .inputOutput), (EMFILE, .inputOutput),
    ])
    func `errors tell apart what a person would do differently`(number: Int32, expected: VaultErrorCode) {
        let error = DurableFile.failure("write a file", number)
        #expect(error.code == expected)
        #expect(!error.hint.isEmpty)
    }

    @Test func `a folder that does not exist is said to be missing`() throws {
        #expect(code { try DurableFile.write([1], to: folder.path + "/none/file") } == .missing)
    }
}
