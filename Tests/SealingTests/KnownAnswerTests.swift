import Crypto
import Records
import Testing

@testable import Sealing

/// The published answers of the standards, through the very calls that the constructions use.
@Suite struct KnownAnswerTests {
    @Test(arguments: [
        (
            "password", "NaCl", 1024, 16,
            "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640"
        ),
        (
            "pleaseletmein", "SodiumChloride", 16_384, 1,
            "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"
        ),
    ])
    func `scrypt gives the answers of RFC 7914`(password: String, salt: String, rounds: Int, parallelism: Int, expected: String) throws {
        let key = try Scrypt.derive(
            Array(password.utf8), salt: Array(salt.utf8), rounds: rounds, blockSize: 8, parallelism: parallelism, byteCount: 64)
        #expect(key.copiedBytes.hex == expected)
    }

    @Test(
        arguments: [
            (
                [UInt8](repeating: 0x0B, count: 22), Array(0x00...0x0C), Array(0xF0...0xF9), 42,
                "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
            ),
            (
                Array(0x00...0x4F), Array(0x60...0xAF), Array(0xB0...0xFF), 82,
                "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71"
                    + "cc30c58179ec3e87c14c01d5c1f3434f1d87"
            ),
            (
                [UInt8](repeating: 0x0B, count: 22), [], [], 42,
                "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
            ),
        ] as [([UInt8], [UInt8], [UInt8], Int, String)])
    func `HKDF gives the answers of RFC 5869`(material: [UInt8], salt: [UInt8], info: [UInt8], count: Int, expected: String) {
        let key = Derivation.key(SHA256.self, from: SymmetricKey(data: material), salt: salt, info: info, byteCount: count)
        #expect(key.copiedBytes.hex == expected)
    }

    @Test(arguments: [
        (
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        ),
        (
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
        (
            "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        ),
    ])
    func `Ed25519 gives the answers of RFC 8032`(seed: String, publicKey: String, message: String, signature: String) throws {
        let key = try SigningKey(seed: SymmetricKey(data: [UInt8](hex: seed)))
        #expect(key.publicKey.hex == publicKey)
        #expect(key.signature(over: [UInt8](hex: message)).hex == signature)
        #expect(Signature.verify([UInt8](hex: signature), over: [UInt8](hex: message), publicKey: [UInt8](hex: publicKey)))
    }
}
