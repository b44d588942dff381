import Crypto
import Records
import Testing
import Trials

@testable import Sealing

@Suite struct KeyfileTests {
    private var random = SeededGenerator(seed: 9)

    @Test func `a new keyfile opens with its passphrase and names the person`() throws {
        let keyfile = try Fixture.keyfile()
        let unlocked = try keyfile.unlock(Passphrase("first"))
        #expect(unlocked.storeKey == Fixture.key(7))
        #expect(unlocked.person == Fixture.person(1))
        #expect(keyfile.generation == 1)
        #expect(try keyfile.persons(unlocked) == [Fixture.person(1)])
    }

    @Test func `another passphrase is called wrong, not damaged`() throws {
        let keyfile = try Fixture.keyfile()
        #expect(code { _ = try keyfile.unlock(Passphrase("First")) } == .wrongPassphrase)
    }

    @Test func `encoding has one size and reads back the same`() throws {
        let keyfile = try Fixture.keyfile()
        #expect(keyfile.encoded.count == 2346)
        #expect(Keyfile.byteCount == 2346)
        #expect(try Keyfile(decoding: keyfile.encoded) == keyfile)
    }

    @Test mutating func `each person opens the store with a passphrase of their own`() throws {
        let first = try Fixture.keyfile()
        let owner = try first.unlock(Passphrase("first"))
        let second = try first.adding(Fixture.person(2), passphrase: Passphrase("second"), unlocked: owner, random: &random)
        #expect(second.generation == 2)
        #expect(second.encoded.count == first.encoded.count)
        let guest = try second.unlock(Passphrase("second"))
        #expect(guest.person == Fixture.person(2))
        #expect(guest.storeKey == owner.storeKey)
        #expect(try second.unlock(Passphrase("first")).person == Fixture.person(1))
        #expect(try second.persons(guest) == [Fixture.person(1), Fixture.person(2)])
    }

    @Test mutating func `a changed passphrase opens and the old one does not`() throws {
        var keyfile = try Fixture.keyfile()
        var owner = try keyfile.unlock(Passphrase("first"))
        keyfile = try keyfile.adding(Fixture.person(2), passphrase: Passphrase("second"), unlocked: owner, random: &random)
        owner = try keyfile.unlock(Passphrase("first"))
        let changed = try keyfile.changing(Fixture.person(2), passphrase: Passphrase("third"), unlocked: owner, random: &random)
        #expect(changed.generation == 3)
        #expect(try changed.unlock(Passphrase("third")).person == Fixture.person(2))
        #expect(try changed.unlock(Passphrase("first")).person == Fixture.person(1))
        #expect(code { _ = try changed.unlock(Passphrase("second")) } == .wrongPassphrase)
        #expect(changed.salt == keyfile.salt)
    }

    @Test mutating func `a person alone gets a new salt and the new work factor`() throws {
        let keyfile = try Fixture.keyfile()
        let owner = try keyfile.unlock(Passphrase("first"))
        let stronger = try ScryptParameters(accepting: 11)
        let changed = try keyfile.changing(
            Fixture.person(1), passphrase: Passphrase("next"), parameters: stronger, unlocked: owner, random: &random)
        #expect(changed.parameters == stronger)
        #expect(changed.salt != keyfile.salt)
        #expect(changed.generation == 2)
        #expect(try changed.unlock(Passphrase("next")).storeKey == Fixture.key(7))
    }

    @Test mutating func `a removed person is locked out and the others are not`() throws {
        var keyfile = try Fixture.keyfile()
        var owner = try keyfile.unlock(Passphrase("first"))
        keyfile = try keyfile.adding(Fixture.person(2), passphrase: Passphrase("second"), unlocked: owner, random: &random)
        owner = try keyfile.unlock(Passphrase("first"))
        let removed = try keyfile.removing(Fixture.person(2), unlocked: owner, random: &random)
        #expect(code { _ = try removed.unlock(Passphrase("second")) } == .wrongPassphrase)
        #expect(try removed.persons(removed.unlock(Passphrase("first"))) == [Fixture.person(1)])
    }

    @Test mutating func `the last person cannot be removed, nor an unknown one changed`() throws {
        let keyfile = try Fixture.keyfile()
        let owner = try keyfile.unlock(Passphrase("first"))
        var random = random
        #expect(
            code { _ = try keyfile.removing(Fixture.person(1), unlocked: owner, random: &random) } == .lastPerson
        )
        #expect(
            code { _ = try keyfile.removing(Fixture.person(2), unlocked: owner, random: &random) }
                == .personUnknown)
        let changed = code {
            _ = try keyfile.changing(Fixture.person(2), passphrase: Passphrase("x"), unlocked: owner, random: &random)
        }
        #expect(changed == .personUnknown)
    }

    @Test mutating func `two persons cannot share a passphrase, nor one person have two`() throws {
        let keyfile = try Fixture.keyfile()
        let owner = try keyfile.unlock(Passphrase("first"))
        var random = random
        let shared = code {
            _ = try keyfile.adding(Fixture.person(2), passphrase: Passphrase(" first"), unlocked: owner, random: &random)
        }
        #expect(shared == .passphraseInUse)
        let twice = code {
            _ = try keyfile.adding(Fixture.person(1), passphrase: Passphrase("other"), unlocked: owner, random: &random)
        }
        #expect(twice == .personExists)
        let two = try keyfile.adding(Fixture.person(2), passphrase: Passphrase("second"), unlocked: owner, random: &random)
        let taken = code {
            _ = try two.changing(Fixture.person(1), passphrase: Passphrase("second"), unlocked: owner, random: &random)
        }
        #expect(taken == .passphraseInUse)
    }

    @Test func `without a generator the system's is used, for every change`() throws {
        let keyfile = try Keyfile.create(
            storeID: Fixture.storeID, storeKey: Fixture.key(7), person: Fixture.person(1), passphrase: Passphrase("first"),
            parameters: Fixture.weak)
        let owner = try keyfile.unlock(Passphrase("first"))
        let two = try keyfile.adding(Fixture.person(2), passphrase: Passphrase("second"), unlocked: owner)
        let changed = try two.changing(Fixture.person(2), passphrase: Passphrase("third"), unlocked: owner)
        let removed = try changed.removing(Fixture.person(1), unlocked: owner)
        #expect(removed.generation == 4)
        #expect(try removed.persons(removed.unlock(Passphrase("third"))) == [Fixture.person(2)])
        #expect(keyfile.salt != (try Fixture.keyfile().salt))
    }

    @Test mutating func `sixteen persons fit and a seventeenth does not`() throws {
        var keyfile = try Fixture.keyfile()
        let owner = try keyfile.unlock(Passphrase("first"))
        for number in 2...16 {
            keyfile = try keyfile.adding(
                Fixture.person(UInt8(number)), passphrase: Passphrase("number \(number)"), unlocked: owner, random: &random)
        }
        #expect(keyfile.encoded.count == Keyfile.byteCount)
        #expect(try keyfile.persons(owner).count == 16)
        #expect(try keyfile.unlock(Passphrase("number 16")).person == Fixture.person(16))
        var random = random
        let full = code {
            _ = try keyfile.adding(Fixture.person(17), passphrase: Passphrase("one more"), unlocked: owner, random: &random)
        }
        #expect(full == .keyfileFull)
    }

    @Test mutating func `an unlocked store changes no keyfile but its own`() throws {
        let keyfile = try Fixture.keyfile()
        let stranger = Keyfile.Unlocked(storeKey: Fixture.key(8), person: Fixture.person(1), slotIndex: 0)
        var random = random
        let found = code {
            _ = try keyfile.adding(Fixture.person(2), passphrase: Passphrase("second"), unlocked: stranger, random: &random)
        }
        #expect(found == .damaged)
    }
}
