import Clinic
import Foundation
import Records
import ReplicatedLog
import Testing

@Suite struct DocumentTests {
    /// A document record on a laptop, and a file outside to attach.
    private func field(byteCount: Int, name: String = "scan.pdf") async throws -> (
        field: Field, record: RecordID, file: String, bytes: [UInt8]
    ) {
        let field = try await Field("K7Q")
        let record = try await add(to: field)
        var random = SystemRandomNumberGenerator()
        let bytes = Array("%PDF-1.7\n".utf8) + (0..<max(0, byteCount - 9)).map { _ in UInt8.random(in: 0...255, using: &random) }
        let folder = try field.stick("files")
        let file = folder + "/" + name
        try field.write(bytes, to: file)
        return (field, record, file, bytes)
    }

    private func add(to field: Field) async throws -> RecordID {
        field.clock.advance(60)
        return try await field["K7Q"].add(kind: "document", in: field.space, fields: ["type": "other"]).record
    }

    /// Below a chunk of a parcel, and several of them.
    @Test(arguments: [9, 40_000, 200_000])
    func `a document travels and comes out byte for byte`(byteCount: Int) async throws {
        let (field, record, file, bytes) = try await field(byteCount: byteCount)
        let attached = try await field["K7Q"].attach(path: file, to: record, field: nil).file
        #expect(attached.size == UInt64(byteCount))
        #expect(attached.mediaType == "application/pdf")
        let report = try await field.carry(from: "K7Q", to: "HQ1")
        #expect(report.parcels.first?.documentCount == 1)
        #expect(try await field.headquarters.status().missingDocumentCount == 0)
        #expect(try await field.headquarters.verifyDocuments(nil).map(\.state) == [.intact])
        let target = field.root + "/extracted.pdf"
        _ = try await field.headquarters.extract(record, field: nil, to: target, overwrite: false)
        #expect(try field.bytes(target) == bytes)
        await #expect { _ = try await field.headquarters.extract(record, field: nil, to: target, overwrite: false) } throws: {
            ($0 as? ClinicError)?.code == .fileExists
        }
        // The file outside is left as it is.
        #expect(try field.bytes(file) == bytes)
    }

    @Test func `a document whose chunks were damaged is asked for again, and the next stick completes it`() async throws {
        let (field, record, file, bytes) = try await field(byteCount: 400_000)
        _ = try await field["K7Q"].attach(path: file, to: record, field: nil)
        let parcel = try await field.parcel(from: "K7Q")
        // Entries come first and documents last, so the second half holds nothing but chunks.
        let damaged = try field.altered(parcel) { bytes in
            for offset in stride(from: bytes.count / 2, to: bytes.count, by: 20_000) { bytes[offset] ^= 1 }
        }
        _ = try await field.headquarters.readStick(damaged)
        _ = try await field.headquarters.detail(record)
        #expect(try await field.headquarters.status().missingDocumentCount == 1)
        #expect(try await field.headquarters.verifyDocuments(record).map(\.state) == [.missing])
        await #expect(throws: (any Error).self) {
            _ = try await field.headquarters.extract(record, field: nil, to: field.root + "/no.pdf", overwrite: false)
        }
        #expect(!FileManager.default.fileExists(atPath: field.root + "/no.pdf"))
        // The wish survives a restart, and travels with the statement.
        try await field.reopen("HQ1")
        try await field.carry(from: "HQ1", to: "K7Q")
        let report = try await field.carry(from: "K7Q", to: "HQ1")
        #expect(report.entries.isEmpty)
        #expect(report.parcels.first?.documentCount == 1)
        #expect(try await field.headquarters.status().missingDocumentCount == 0)
        _ = try await field.headquarters.extract(record, field: nil, to: field.root + "/yes.pdf", overwrite: false)
        #expect(try field.bytes(field.root + "/yes.pdf") == bytes)
    }

    @Test func `the same content under two names is kept and sent once`() async throws {
        let (field, first, file, _) = try await field(byteCount: 60_000)
        let second = try await add(to: field)
        let copy = field.root + "/files/other name.pdf"
        try FileManager.default.copyItem(atPath: file, toPath: copy)
        let one = try await field["K7Q"].attach(path: file, to: first, field: nil).file
        let two = try await field["K7Q"].attach(path: copy, to: second, field: nil).file
        #expect(one.digest == two.digest && one.name != two.name)
        #expect(try await field["K7Q"].status().documentCount == 1)
        #expect(try await field["K7Q"].writeStick(try field.stick(), to: nil, resend: false).documentCount == 1)
    }

    @Test(
        arguments: [
            ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0], "image/png"), ([0xFF, 0xD8, 0xFF, 0xE0], "image/jpeg"),
            (Array("plain words\n".utf8), "text/plain"), ([0x7F, 0x45, 0x4C, 0x46, 0], "application/octet-stream"),
            (Array("<script>alert(1)</script>".utf8), "text/plain"), (Array("نص".utf8), "text/plain"),
        ] as [([UInt8], String)])
    func `what a file is follows from its content and not from its name`(bytes: [UInt8], type: String) async throws {
        let (field, record, _, _) = try await field(byteCount: 9)
        let file = field.root + "/files/claims to be.pdf"
        try field.write(bytes, to: file)
        #expect(try await field["K7Q"].attach(path: file, to: record, field: nil).file.mediaType == type)
    }

    @Test(arguments: ["..hidden", "-rf", "a\u{202E}fdp.exe", "line\nbreak.pdf", "\u{1B}[31mred.pdf", "back\\slash.pdf", " ."])
    func `a hostile file name is stored and extracted harmlessly`(name: String) async throws {
        let (field, record, file, bytes) = try await field(byteCount: 900, name: name)
        let stored = try await field["K7Q"].attach(path: file, to: record, field: nil).file.name
        #expect(!stored.isEmpty && !stored.hasPrefix(".") && !stored.hasPrefix("-"))
        #expect(!stored.unicodeScalars.contains { $0.value < 32 || $0 == "/" || $0 == "\\" || $0.properties.generalCategory == .format })
        let folder = try field.stick("out")
        _ = try await field["K7Q"].extract(record, field: nil, to: folder, overwrite: false)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [stored])
        #expect(try field.bytes(folder + "/" + stored) == bytes)
    }

    @Test func `a link, a folder or nothing cannot be attached, and writes nothing`() async throws {
        let (field, record, file, _) = try await field(byteCount: 900)
        let link = field.root + "/files/link.pdf"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: file)
        let before = try await field.status("K7Q").entryCount
        for path in [link, field.root + "/files", field.root + "/nowhere.pdf"] {
            await #expect(throws: (any Error).self) { _ = try await field["K7Q"].attach(path: path, to: record, field: nil) }
        }
        #expect(try await field.status("K7Q").entryCount == before)
        #expect(try await field["K7Q"].status().documentCount == 0)
    }
}
