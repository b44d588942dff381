import Records
import Testing

@testable import ReplicatedLog

/// Words that a stream can refer to: released ones never change, and nobody is sent what they lack.
struct DictionaryTests {
    @Test(arguments: [
        (1, "en-1", "3b178a91a3645abeaed2d0292b6a6ec1c71a5fbd35dcfc529389a41709e3b6bd"),
        (2, "fr-1", "5ca3d603a44a374bb06d63afad8a7f2dfdac34798859045905eaa7c1f230f77e"),
        (3, "ar-1", "0cbd07f7c6a65e16a2ad3f2c6129541489ba192537757dcc99e795fe3ffa48bb"),
        (4, "uk-1", "58696a476a7d42c5c2961d1b764dfc84039b654d35bde25c18fa1d88f0205035"),
    ]) func `a released dictionary is what it was`(number: UInt8, file: String, digest: String) throws {
        let dictionary = try #require(PresetDictionary[number])
        #expect(dictionary.number == number)
        #expect(EntryHash(hashing: dictionary.bytes).description == digest, "\(file) was changed; give the new one a number of its own")
        #expect(dictionary.bytes.count + SchemaWords.bytesMax <= 32 * 1024)
    }

    private func note(_ text: String) throws -> UnverifiedSegment {
        var chain = TestChain(TestDevice(1))
        let record = chain.writer.nextOperation(0)
        try chain.save([
            .create(kind: "consultation", schemaVersion: 1),
            .note(record: record, field: "notes", text: text, about: nil),
        ])
        return try chain.run(0..<1)
    }

    @Test(arguments: [
        ("The client asked for legal advice about the birth certificate of her children.", 1),
        ("La cliente a demandé un conseil juridique au sujet de l'acte de naissance de ses enfants.", 2),
        ("طلبت المستفيدة استشارة قانونية بخصوص شهادة ميلاد أطفالها", 3),
        ("Клієнтка попросила юридичну консультацію щодо свідоцтва про народження дітей", 4),
    ]) func `a note is written with the words of its language, and smaller`(text: String, number: Int) throws {
        let segment = try note(text)
        let with = segment.encoded(for: SegmentReaders(dictionaryCount: 4, schema: nil))
        let without = segment.encoded(for: SegmentReaders(dictionaryCount: 0, schema: nil))
        #expect(UnverifiedSegment.dictionaryCount(of: with) == number && UnverifiedSegment.dictionaryCount(of: without) == 0)
        #expect(with.count < without.count)
        for bytes in [with, without] { #expect(try UnverifiedSegment(decoding: bytes, in: .test) == segment) }
    }

    @Test func `readers are sent only what they have`() throws {
        let segment = try note("Клієнтка попросила юридичну консультацію")
        for count in 0...4 {
            let bytes = segment.encoded(for: SegmentReaders(dictionaryCount: count, schema: nil))
            #expect(UnverifiedSegment.dictionaryCount(of: bytes) <= count)
            #expect(try UnverifiedSegment(decoding: bytes, in: .test) == segment)
        }
    }

    @Test func `the words of schemas are read by whoever has the same schemas, and by nobody else`() throws {
        let words = SchemaWords(try SchemaCatalog.embedded())
        let other = SchemaWords(
            SchemaCatalog(kinds: [RecordKind(name: "client", titleFields: [], fields: [Field(name: "a", type: .text)])], vocabularies: []))
        let segment = try note("Came again.")
        let bytes = segment.encoded(for: SegmentReaders(dictionaryCount: 4, schema: words))
        #expect(bytes.count < segment.encoded(for: .sameVersion).count)
        let decoded = try UnverifiedSegment(decoding: bytes, in: .test, schema: words)
        #expect(decoded == segment)
        #expect(refusal { _ = try UnverifiedSegment(decoding: bytes, in: .test, schema: other) } == .unsupported)
        #expect(refusal { _ = try UnverifiedSegment(decoding: bytes, in: .test) } == .unsupported)
        // What is kept does not need them.
        #expect(try UnverifiedSegment(decoding: decoded.encoded(), in: .test) == segment)
    }

    @Test func `the words of schemas depend on the schemas alone`() throws {
        let one = SchemaWords(try SchemaCatalog.embedded())
        let again = SchemaWords(try SchemaCatalog(files: SchemaCatalog.embeddedFiles))
        #expect(one == again && one.bytes.count <= SchemaWords.bytesMax)
    }
}
