import Glibc
import Records
import Testing

@testable import Images

/// What a decoder could still do that somebody has taken over.
struct ConfinementTests {
    private func attempt(_ attempt: ImageWorker.Attempt, wallMilliseconds: Int64 = 20_000) throws -> ImageChild.End {
        try ImageChild.run(
            Pictures.program, [ImageWorker.argument, attempt.rawValue], input: [], wallMilliseconds: wallMilliseconds
        ).end
    }

    @Test(arguments: [ImageWorker.Attempt.openFile, .makeSocket, .signalOther, .readOther])
    func `the kernel ends a child that asks for anything but memory and its channel`(attempt: ImageWorker.Attempt) throws {
        #expect(try self.attempt(attempt) == .killed(signal: SIGSYS))
    }

    @Test func `a child gets no more memory than a large image takes`() throws {
        #expect(try attempt(.takeMemory) == .ended(status: Verdict.damaged.rawValue))
    }

    @Test func `a child that does not end is ended`() throws {
        #expect(try attempt(.runForEver, wallMilliseconds: 200) == .stopped)
    }

    @Test func `a program that is not there, or does not confine itself, makes no thumbnail`() {
        for program in ["/nowhere/satchel", "/bin/true", "/bin/false"] {
            #expect(throws: ImagesError.self) { _ = try ThumbnailMaker(program: program).thumbnail(of: Pictures.jpeg(8, 8)) }
        }
    }

    @Test func `an answer is believed only if it is exactly a small picture`() {
        let map = Pictures.map(3, 2)
        #expect(PixelMap(answer: map.answer) == map)
        #expect(PixelMap(answer: []) == nil)
        #expect(PixelMap(answer: map.answer + [0]) == nil)
        #expect(PixelMap(answer: Array(map.answer.dropLast())) == nil)
        #expect(PixelMap(answer: [0, 0, 0, 0, 1]) == nil)
        let edge = ImageLimits.thumbnailEdgePixels + 1
        #expect(PixelMap(answer: [UInt8(edge >> 8), UInt8(edge & 255), 0, 1] + [UInt8](repeating: 0, count: 3 * edge)) == nil)
    }
}
