import Roster
import Testing

@testable import satchel

struct TypingTests {
    private func typed(_ bytes: [UInt8]) -> (TypedLine, TypedLine.Event) {
        var line = TypedLine()
        var last = TypedLine.Event.shown([])
        for byte in bytes { last = line.typed(byte) }
        return (line, last)
    }

    @Test func `a line is what was typed before Enter`() {
        let (line, event) = typed(Array("șase words\r".utf8))
        #expect(line.text == "șase words" && event == .finished)
    }

    @Test func `the erase key takes a whole character away, and wipes as many columns as it took`() {
        let (line, event) = typed(Array("aé漢".utf8) + [0x7F])
        #expect(line.text == "aé" && event == .shown([8, 32, 8, 8, 32, 8]))
        #expect(typed(Array("مَ".utf8) + [0x08]).0.text == "")
        #expect(typed([0x7F]).0.text == "")
        #expect(typed(Array("secret".utf8) + [0x15] + Array("x".utf8)).0.text == "x")
    }

    @Test(arguments: [[0x03], [0x61, 0x03], [0x04], [0x1C]] as [[UInt8]])
    func `Ctrl-C, and Ctrl-D on an empty line, stop`(bytes: [UInt8]) {
        #expect(typed(bytes).1 == .interrupted)
    }

    @Test func `control characters and more than a line holds are not taken`() {
        #expect(typed([0x1B, 0x5B, 0x41]).0.text == "[A")
        #expect(typed([UInt8](repeating: 0x61, count: TerminalPrompt.lineBytesMax + 10)).0.text.utf8.count == TerminalPrompt.lineBytesMax)
    }

    @Test(arguments: ["abbey acorn", "  Abbey, ACORN ", "abbey-acorn", "abbey\tacorn\n"])
    func `six words are compared as people write them`(text: String) {
        #expect(SixWords.normalized(text) == ["abbey", "acorn"])
    }

    @Test func `a caseload may be granted for reading only, whatever its name has in it`() {
        #expect(GrantText.parse("north") == ("north", .write))
        #expect(GrantText.parse("north:read") == ("north", .read))
        #expect(GrantText.parse("camp: north:write") == ("camp: north", .write))
        #expect(GrantText.parse("a:reading") == ("a:reading", .write))
    }
}
