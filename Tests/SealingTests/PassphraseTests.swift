import Records
import Testing

@testable import Sealing

@Suite struct PassphraseTests {
    @Test(arguments: ["", " ", "\t\n\u{3000}\u{00A0}"])
    func `an empty passphrase is refused`(text: String) {
        #expect(code { _ = try Passphrase(text) } == .emptyPassphrase)
    }

    @Test func `1,024 bytes are accepted and 1,025 are not`() {
        #expect(code { _ = try Passphrase(String(repeating: "x", count: 1024)) } == nil)
        #expect(code { _ = try Passphrase(String(repeating: "x", count: 1025)) } == .passphraseTooLong)
    }

    @Test func `a passphrase that grows beyond the limit when normalised is refused`() {
        // U+FDFA, 3 bytes, becomes 18 characters.
        let text = String(repeating: "\u{FDFA}", count: 40)
        #expect(text.utf8.count < 1024)
        #expect(code { _ = try Passphrase(text) } == .passphraseTooLong)
    }

    @Test(arguments: [
        ("Cafe\u{301}", "Café"), ("\u{FF26}\u{FF35}\u{FF2C}\u{FF2C}", "FULL"), ("\u{FB01}eld", "field"), (" a  b ", "a  b"),
        ("\u{3000}пароль\n", "пароль"),
    ])
    func `the same text typed another way is the same passphrase`(typed: String, same: String) throws {
        #expect(try Passphrase(typed).bytes == Passphrase(same).bytes)
    }

    @Test func `case and inner space matter in one's own words`() throws {
        #expect(try Passphrase("Open sesame").bytes != Passphrase("open sesame").bytes)
        #expect(try Passphrase("open  sesame").bytes != Passphrase("open sesame").bytes)
    }

    @Test func `six words of the list are accepted however they are written`() throws {
        let words = Array(Words.list[100..<106])
        let generated = try Passphrase(words.joined(separator: "-"))
        #expect(try Passphrase(words.joined(separator: " ")).bytes == generated.bytes)
        #expect(try Passphrase("  " + words.joined(separator: " - ").uppercased() + ".").bytes == generated.bytes)
        let five = words.prefix(5)
        #expect(try Passphrase(five.joined(separator: "-")).bytes != Passphrase(five.joined(separator: " ")).bytes)
    }
}

@Suite struct ScryptParametersTests {
    @Test(arguments: 0...64) func `a store is created with 2^17 to 2^20 and read from 2^10`(logN: Int) {
        #expect(
            code { _ = try ScryptParameters(logN: logN) }
                == ((17...20).contains(logN) ? nil : .parametersRefused))
        #expect(
            code { _ = try ScryptParameters(accepting: logN) }
                == ((10...20).contains(logN) ? nil : .parametersRefused))
    }

    @Test(arguments: [
        (1, 20), (100, 20), (175, 20), (176, 19), (350, 19), (351, 18), (370, 18), (700, 18), (701, 17), (5000, 17), (60_000, 17),
    ])
    func `calibration takes the work factor that comes nearest to the target`(milliseconds: Int, logN: Int) {
        var measured: [Int] = []
        let result = ScryptParameters.calibrated(target: .seconds(1)) { parameters in
            measured.append(parameters.logN)
            return .milliseconds(milliseconds)
        }
        #expect(result.logN == logN)
        #expect(measured == [17])
    }
}
