import Foundation
import Records
import ReplicatedLog
import Sealing
import Testing

@testable import Vault

/// A store in a folder of its own that can be closed and opened again.
final class TestVault {
    static let passphrase = "a quiet river at night"
    let folder: TestFolder
    private let pageCountMax: Int?
    private var opened: Vault?

    init(pageCountMax: Int? = nil, random: Randomness = .system) throws {
        folder = try TestFolder()
        self.pageCountMax = pageCountMax
        opened = try Vault.create(
            at: folder.home, person: .filled(1), passphrase: try Passphrase(Self.passphrase),
            parameters: try ScryptParameters(accepting: 10), random: random, pageCountMax: pageCountMax)
    }

    private init(killed folder: TestFolder) {
        self.folder = folder
        pageCountMax = nil
    }

    /// Another store as the disk holds this one now, and would hold it if the process were killed; closed.
    func killed() throws -> TestVault {
        let other = try TestFolder()
        try FileManager.default.copyItem(atPath: folder.home, toPath: other.home)
        return TestVault(killed: other)
    }

    var vault: Vault {
        guard let opened else { preconditionFailure("the store is closed") }
        return opened
    }

    var log: SealedLogStore { vault.log }
    var documents: DocumentStore { vault.documents }
    var database: SealedDatabase { vault.database }

    func close() throws {
        try opened?.close()
        opened = nil
    }

    /// Forgets the open store, whose files were closed another way.
    func abandon() {
        opened?.directory.release()
        opened = nil
    }

    @discardableResult
    func open(_ passphrase: String = TestVault.passphrase) throws -> Vault {
        let vault = try Vault.unlock(at: folder.home, passphrase: try Passphrase(passphrase), pageCountMax: pageCountMax)
        opened = vault
        return vault
    }

    @discardableResult
    func reopen() throws -> Vault {
        try close()
        return try open()
    }
}

/// One of the implementations of the seam.
enum StoreKind: CaseIterable {
    case memory
    case sealed
}

/// A log of either kind. What lies in memory only is not reopened.
final class TestLog {
    private let memory = MemoryLogStore()
    private let sealed: TestVault?

    init(_ kind: StoreKind) throws { sealed = kind == .sealed ? try TestVault() : nil }

    var log: any LogStore { sealed?.log ?? memory }

    func reopen() throws { try sealed?.reopen() }
}

/// The code of the error that `body` throws; `nil` when it throws none. An error of another module is an issue.
func code(_ body: () throws -> Void, sourceLocation: SourceLocation = #_sourceLocation) -> VaultErrorCode? {
    do {
        try body()
    } catch let error as VaultError {
        return error.code
    } catch {
        Issue.record(error, sourceLocation: sourceLocation)
    }
    return nil
}

extension LogBatch {
    init(_ segments: [Segment]) {
        self.init()
        self.segments = segments
    }
}

/// Everything that a log tells about itself, to be compared.
struct LogPicture: Equatable {
    var heads: [SpaceID: [ChainHead]] = [:]
    var entries: [SpaceID: [ChainID: [EntryBody]]] = [:]
    var held: Set<HeldSegment> = []
    var statements: Set<StoredStatement> = []
    var outbox: [[UInt8]] = []

    init(_ log: any LogStore) throws {
        for space in log.spaces {
            heads[space] = log.heads(in: space)
            try log.allSegments(in: space) { entries[space, default: [:]][$0.chain, default: []] += $0.entries }
        }
        held = Set(try log.held())
        statements = Set(try log.statements())
        outbox = try log.outbox().map(\.bytes)
    }
}
