import Records
import Testing

@testable import Simulation

/// The small causal model that the product is held against.
struct LedgerTests {
    private static let space = SpaceID(bytes: [UInt8](repeating: 7, count: 16))!

    @Test func `a value stands until somebody who saw it writes another`() {
        var ledger = Ledger()
        let first = ledger.newValue("A", space: Self.space, field: "phone", over: [])
        let second = ledger.newValue("A", space: Self.space, field: "phone", over: [first])
        let other = ledger.newValue("B", space: Self.space, field: "phone", over: [first])
        #expect(ledger.standing(among: [first, second, other]).must == [second, other])
        #expect(ledger.standing(among: [first]).must == [first])
    }

    @Test func `over a value that is gone an earlier one may stand again or not`() {
        var ledger = Ledger()
        let first = ledger.newValue("A", space: Self.space, field: "phone", over: [])
        let gone = ledger.newValue("B", space: Self.space, field: "phone", over: [first])
        let last = ledger.newValue("A", space: Self.space, field: "phone", over: [gone])
        let standing = ledger.standing(among: [first, last])
        #expect(standing.must == [last])
        #expect(standing.may == [first, last])
    }

    @Test func `what was said to be saved is promised unless nobody can make it good`() {
        var ledger = Ledger()
        let saved = ledger.newValue("A", space: Self.space, field: "phone", over: [])
        let unsaved = ledger.newValue("A", space: Self.space, field: "phone", over: [])
        let lost = ledger.newValue("A", space: Self.space, field: "phone", over: [])
        ledger.acknowledge([saved, lost])
        ledger.excuse(lost, "only in a store that was put back")
        #expect(ledger.promised(in: Self.space).map(\.value) == [saved])
        #expect(ledger.writes[unsaved]?.isAcknowledged == false)
    }

    @Test func `a file is promised until its document is erased`() {
        var ledger = Ledger()
        for file in ["scan-0.bin", "scan-1.bin"] {
            let title = ledger.newValue("A", space: Self.space, field: "title", over: [])
            ledger.attach(file, to: title, device: "A", space: Self.space)
            ledger.acknowledge(attachment: file)
        }
        #expect(ledger.promisedAttachments(in: Self.space) == ["scan-0.bin", "scan-1.bin"])
        ledger.erase("w1")
        #expect(ledger.promisedAttachments(in: Self.space) == ["scan-0.bin"])
    }
}
