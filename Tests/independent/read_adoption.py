#!/usr/bin/env python3
"""Reads Samples/vectors/adoption.json with code written from Schemas/log.md, “Adopting”, alone.

Needs Python 3.9 and `cryptography`. Prints what is brought; exits with 1 at the first thing that does not agree.
"""
import json, zlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from read_segment import ROOT, Reader, check, header_bytes, label, read_payload, sha, skip_target, text, unzigzag


def read_body(data):
    """The origin, the entries brought and the hashes of all items; `None` where the proof does not hold."""
    reader = Reader(data)
    check(reader.byte() == 1, "another version")
    space, key, incarnation = reader.raw(16), reader.raw(32), reader.raw(16)
    chain = sha(label("chain") + key + incarnation + space)[:16]
    count = reader.varint()
    check(1 <= count <= 1024, "too many items or none")
    items, hashes, brought, following, marks = [], {}, [], 0, []
    for _ in range(count):
        sequence = following + reader.varint()
        following = sequence + 1
        known = dict(hashes)
        target = skip_target(sequence)
        if sequence and sequence - 1 not in hashes: known[sequence - 1] = reader.raw(32)
        if sequence and target != sequence - 1 and target not in hashes: known[target] = reader.raw(32)
        entry = {"time": unzigzag(reader.varint())}
        entry["context"] = [(reader.raw(16), reader.varint(), reader.raw(8)) for _ in range(reader.varint())]
        entry["roster"] = (reader.varint(), reader.raw(8))
        mark = reader.byte(2)
        marks.append(mark)
        if mark == 0:
            commitment = reader.raw(32)
        else:
            salt, payload = reader.raw(16), reader.blob()
            if mark == 2: payload = zlib.decompress(payload, -15)
            read_payload(payload)
            commitment = sha(salt + payload)
            brought.append((sequence, entry["time"], payload))
        hashes[sequence] = sha(header_bytes(space, chain, sequence, known, entry, commitment))
        items.append(sequence)
    check(brought and (2 not in marks or len(brought) == 1), "what is brought is not as it may be")
    named = {items[-1]}
    for sequence in reversed(items):
        if sequence not in named: return None
        named |= {sequence - 1, skip_target(sequence)} if sequence else set()
    signature = reader.raw(64)
    check(reader.left() == 0, "something follows")
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, label("entry-signature") + hashes[items[-1]])
    except InvalidSignature:
        return None
    return chain, brought, hashes


def main():
    vector = json.loads((ROOT / "Samples/vectors/adoption.json").read_text())
    for body in vector["bodies"]:
        data = bytes.fromhex(body["bytes"])
        result = read_body(data)
        check(result is not None, "the proof does not hold")
        chain, brought, hashes = result
        check(text(chain) == body["chain"], "another chain")
        check([{"sequence": s, "time": t, "payload": p.hex()} for s, t, p in brought] == body["brought"], "something else is brought")
        check({str(s): h.hex() for s, h in hashes.items()} == body["hashes"], "a hash differs")
        check(read_body(data[:-1] + bytes([data[-1] ^ 1])) is None, "an altered signature verifies")
        for sequence, time, payload in brought:
            print(f"{text(chain)}.{sequence} at {time}: {len(read_payload(payload)[2])} operations")
    print("everything agrees")


if __name__ == "__main__": main()
