"""A reader of conflict indexes, written from `Schemas/conflict-index.md` alone: signature, layout, and what is asked of the filter."""
import hashlib
import hmac
import json
import pathlib

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

VECTOR = pathlib.Path(__file__).resolve().parents[2] / "Samples/vectors/conflict-index.json"


def label(text):
    return b"satchel/v1/" + text.encode() + b"\0"


def main():
    vector = json.loads(VECTOR.read_text())
    body = bytes.fromhex(vector["body"])
    Ed25519PublicKey.from_public_bytes(bytes.fromhex(vector["registrar"])).verify(
        bytes.fromhex(vector["signature"]), label("conflict-index") + body)
    issued, expires = (int.from_bytes(body[place:place + 8], "big", signed=True) for place in (16, 24))
    key, k, n, bits = body[40:72], body[72], int.from_bytes(body[73:77], "big"), body[77:]
    assert 0 < expires - issued <= 400 * 86400
    assert 3 <= k <= 20 and k == vector["bits"] and 1024 <= n <= 1 << 22 and n == vector["capacity"]
    assert n & ((1 << n.bit_length() - 2) - 1) == 0, "only the two highest bits of the capacity are set"
    assert len(bits) == (n * k * 14427 // 10000 + 7) // 8
    m = len(bits) * 8

    def contains(entry):
        code = hmac.new(key, label("conflict-entry") + bytes([vector["side"]]) + entry.encode(), hashlib.sha256).digest()
        a, c = int.from_bytes(code[:8], "big"), int.from_bytes(code[8:16], "big")
        places = [(a + i * (c | 1)) % 2**64 % m for i in range(k)]
        return all(bits[place // 8] >> place % 8 & 1 for place in places)

    assert all(map(contains, vector["entries"]))
    assert not any(map(contains, vector["absent"]))
    fill = sum(byte.bit_count() for byte in bits) / m
    assert 0.45 < fill < 0.55, fill
    strangers = sum(contains(f"name:stranger{number}|sound:XX") for number in range(20_000)) / 20_000
    assert strangers < 2 / 2**k, strangers
    print(f"conflict index read: {n} entries at most, filled to {fill:.3f}, strangers found {strangers:.4f} (stated {1 / 2**k:.4f})")


if __name__ == "__main__":
    main()
