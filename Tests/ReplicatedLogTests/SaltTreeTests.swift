import Crypto
import Records
import Testing

@testable import ReplicatedLog

/// Salts as leaves of trees: what a node opens, and how few nodes open a run.
struct SaltTreeTests {
    let tree = TestDevice(3).salts

    /// The derivation written out: root, then one HMAC for each bit of the leaf's place, highest first.
    private func salt(of sequence: UInt64, secret: [UInt8], chain: ChainID) -> [UInt8] {
        var block = [UInt8](repeating: 0, count: 8)
        for index in 0..<8 { block[index] = UInt8(truncatingIfNeeded: (sequence / 64) >> UInt64(56 - 8 * index)) }
        let label = Array("satchel/v1/salt-root\0".utf8)
        var node = Array(HMAC<SHA256>.authenticationCode(for: label + chain.bytes + block, using: SymmetricKey(data: secret))).prefix(16)
        for bit in [5, 4, 3, 2, 1, 0] {
            let side = UInt8((sequence % 64) >> UInt64(bit) & 1)
            node = Array(HMAC<SHA256>.authenticationCode(for: [side], using: SymmetricKey(data: Array(node)))).prefix(16)
        }
        return Array(node)
    }

    @Test(arguments: [0, 1, 31, 32, 63, 64, 65, 127, 128, 1_000_000] as [UInt64])
    func `a leaf is six steps below the root of its block`(sequence: UInt64) {
        let device = TestDevice(3)
        #expect(tree.leaf(of: sequence).bytes == salt(of: sequence, secret: device.saltSecret, chain: device.chain()))
    }

    @Test func `every run inside two blocks is covered exactly by nodes that give the right leaves`() {
        for first in 0..<128 {
            for end in first + 1...128 {
                let nodes = SaltTree.cover(UInt64(first)..<UInt64(end))
                var opened = [Int]()
                for (block, number) in nodes {
                    var leaves = [number]
                    while leaves[0] < 64 { leaves = leaves.flatMap { [2 * $0, 2 * $0 + 1] } }
                    opened += leaves.map { Int(block) * 64 + $0 - 64 }
                }
                #expect(opened == Array(first..<end), "\(first)..<\(end)")
                #expect(nodes.allSatisfy { $0.number >= 2 })
                #expect(Dictionary(grouping: nodes, by: \.block).values.allSatisfy { $0.count <= 10 })
                // Two nodes that are children of one node could have been that node, unless it is the root.
                let numbers = Set(nodes.map { Int($0.block) * 128 + $0.number })
                #expect(nodes.allSatisfy { $0.number < 4 || !numbers.contains((Int($0.block) * 128 + $0.number) ^ 1) })
            }
        }
    }

    @Test func `a node gives the leaf of every sequence that it opens`() {
        for node in tree.cover(3..<125) {
            for sequence in node.sequences { #expect(node.leaf(of: sequence) == tree.leaf(of: sequence)) }
        }
    }

    @Test func `a walk gives the same leaves in any order`() {
        for node in tree.cover(3..<125) {
            var walk = LeafWalk(node)
            let rising = Array(node.sequences)
            for sequence in rising + rising.reversed() + rising.filter({ $0.isMultiple(of: 3) }) + rising.suffix(1) + rising.prefix(1) {
                #expect(walk.leaf(of: sequence) == tree.leaf(of: sequence), "\(sequence)")
            }
        }
    }

    @Test func `another secret and another chain give other salts`() {
        let device = TestDevice(3)
        #expect(SaltTree(secret: device.saltSecret, chain: Samples.otherChain).leaf(of: 5) != tree.leaf(of: 5))
        #expect(SaltTree(secret: [UInt8](repeating: 0, count: 32), chain: device.chain()).leaf(of: 5) != tree.leaf(of: 5))
    }
}
