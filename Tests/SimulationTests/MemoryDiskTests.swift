import Records
import Testing
import Trials
import Vault

@testable import Simulation

/// The disk in memory is as bad as disks are, and no worse.
struct MemoryDiskTests {
    private static let path = "/folder/file"

    private static func disk(seed: UInt64, _ old: [UInt8]?) -> MemoryDisk {
        let disk = MemoryDisk(name: "test-\(seed)-\(RunNumbers.shared.next())")
        disk.look { state in
            state.addFolder("/folder")
            if let old { state.place(old, at: path) }
            state.failing = SeededGenerator(seed: seed)
        }
        return disk
    }

    private static func content(_ disk: MemoryDisk) -> [UInt8]? { disk.look { $0.copy(below: "/folder")[path] } }

    @Test(arguments: 1...40 as ClosedRange<UInt64>)
    func `a durable file is the old one or the new one wherever the power fails`(seed: UInt64) {
        let old = [UInt8](repeating: 1, count: 3000)
        let new = [UInt8](repeating: 2, count: 5000)
        var outcomes = Set<[UInt8]>()
        for operations in 1...8 {
            let disk = Self.disk(seed: seed, old)
            disk.look { $0.operationsLeft = operations }
            let isDone = (try? DurableFile.write(new, to: Self.path, on: disk)) != nil
            disk.look { state in
                state.powerFails()
                state.comeBack(keeping: false)
            }
            let content = Self.content(disk) ?? []
            #expect(content == new || content == old && !isDone)
            outcomes.insert(content)
        }
        #expect(outcomes == [old, new])
    }

    @Test func `a disk that lies about syncing loses what was said to be durable`() throws {
        let lost = try (1...20 as ClosedRange<UInt64>).filter { seed in
            let disk = Self.disk(seed: seed, nil)
            disk.look { $0.liesAboutSync = true }
            try DurableFile.write([1, 2, 3], to: Self.path, on: disk)
            disk.look { state in
                state.powerFails()
                state.comeBack(keeping: false)
            }
            return Self.content(disk) != [1, 2, 3]
        }
        #expect(!lost.isEmpty)
    }

    @Test func `what was written and not synced may be torn at a sector`() throws {
        var lengths = Set<Int>()
        for seed in 1...200 as ClosedRange<UInt64> {
            let disk = Self.disk(seed: seed, [UInt8](repeating: 1, count: 2048))
            try disk.with { state throws(DiskFault) in
                try state.write([UInt8](repeating: 2, count: 2048), at: 0, to: try state.file(Self.path))
            }
            disk.look { state in
                state.powerFails()
                state.comeBack(keeping: false)
            }
            let content = Self.content(disk) ?? []
            for start in stride(from: 0, to: content.count, by: 512) { #expect(Set(content[start..<start + 512]).count == 1) }
            lengths.insert(content.count { $0 == 2 })
        }
        #expect(lengths == [0, 512, 1024, 1536, 2048])
    }

    @Test func `a program that dies loses nothing that it wrote`() throws {
        let disk = Self.disk(seed: 1, nil)
        let file = try disk.create(Self.path, mode: 0o600)
        try file.append([1, 2, 3])
        disk.look { $0.comeBack(keeping: true) }
        #expect(Self.content(disk) == [1, 2, 3])
        #expect(throws: DiskFault(5)) { try file.append([4]) }
    }

    @Test func `a full disk takes no more, and does once there is room`() throws {
        let disk = Self.disk(seed: 1, nil)
        disk.look { $0.room = 10 }
        let error = #expect(throws: VaultError.self) { try DurableFile.write([UInt8](repeating: 1, count: 11), to: Self.path, on: disk) }
        #expect(error?.code == .storageFull)
        #expect(Self.content(disk) == nil)
        try DurableFile.write([UInt8](repeating: 1, count: 10), to: Self.path, on: disk)
        #expect(disk.freeByteCount(at: "/folder") == 0)
    }
}
