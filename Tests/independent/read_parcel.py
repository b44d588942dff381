#!/usr/bin/env python3
"""Reads Samples/vectors/parcel.json with code written from Schemas/parcel.md, sealing.md and log.md alone.

Needs Python 3.9 and `cryptography` 48 or later (for ML-KEM-768). Prints what each recipient finds; exits with 1 at the first thing
that does not agree. With `--sealing` it checks stanzas and frames of Samples/vectors/sealing.json only.
"""
import hashlib, hmac, json, pathlib, sys
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
import read_segment
from read_segment import Reader, label, sha

ROOT = pathlib.Path(__file__).resolve().parents[2]
FIXED, ENCAPSULATED, HEADER, SMALLEST = 10, 1120, 12, 18


def check(good, what):
    if not good:
        sys.exit(f"read_parcel: {what}")


# Recipient stanzas: HPKE base mode with X-Wing, HKDF-SHA-256, AES-256-GCM.

def extract(salt, ikm, name=hashlib.sha256): return hmac.new(salt or bytes(name().digest_size), ikm, name).digest()


def expand(key, info, size, name=hashlib.sha256):
    out = block = b""
    counter = 1
    while len(out) < size:
        block = hmac.new(key, block + info + bytes([counter]), name).digest()
        out, counter = out + block, counter + 1
    return out[:size]


SUITE = b"HPKE" + bytes.fromhex("647a00010002")


def labeled_extract(salt, name, ikm): return extract(salt, b"HPKE-v1" + SUITE + name + ikm)
def labeled_expand(key, name, info, size): return expand(key, size.to_bytes(2, "big") + b"HPKE-v1" + SUITE + name + info, size)


class Recipient:
    def __init__(self, seed):
        wide = hashlib.shake_256(seed).digest(96)
        self.lattice = MLKEM768PrivateKey.from_seed_bytes(wide[:64])
        self.curve = X25519PrivateKey.from_private_bytes(wide[64:])
        self.curve_public = self.curve.public_key().public_bytes_raw()
        self.public = self.lattice.public_key().public_bytes_raw() + self.curve_public

    def open(self, encapsulated, ciphertext, info):
        """The plaintext of a stanza; None when it is for somebody else."""
        point = encapsulated[1088:]
        shared = self.curve.exchange(X25519PublicKey.from_public_bytes(point))
        secret = hashlib.sha3_256(self.lattice.decapsulate(encapsulated[:1088]) + shared + point + self.curve_public + rb"\.//^\ "[:6]).digest()
        context = b"\0" + labeled_extract(b"", b"psk_id_hash", b"") + labeled_extract(b"", b"info_hash", info)
        schedule = labeled_extract(secret, b"secret", b"")
        key, nonce = labeled_expand(schedule, b"key", context, 32), labeled_expand(schedule, b"base_nonce", context, 12)
        try:
            return AESGCM(key).decrypt(nonce, ciphertext, b"")
        except InvalidTag:
            return None


# Frames.

def frame_keys(content_key, context):
    wide = expand(extract(b"", content_key, hashlib.sha512), label("frames") + context, 44, hashlib.sha512)
    return AESGCM(wide[:32]), wide[32:]


def nonce(base, index): return base[:4] + bytes(a ^ b for a, b in zip(base[4:], index.to_bytes(8, "big")))


def header_check(parcel_id, start):
    state = 0xCBF29CE484222325
    for byte in parcel_id + start: state = (state ^ byte) * 0x100000001B3 & (1 << 64) - 1
    return (state ^ state >> 16 ^ state >> 32 ^ state >> 48) & 0xFFFF


class Parcel:
    def __init__(self, data, recipient):
        self.data = data
        check(data[:8] == b"SPARCEL2", "not a parcel")
        check(data[8] <= 10 and 1 <= data[9] <= 32, "a header that nobody writes")
        count, size = 1 << data[8], 18 + 384 * data[9]
        self.alone = count == 1
        self.start = FIXED + count * (ENCAPSULATED + size)
        check(len(data) >= self.start, "the stanzas are cut short")
        self.keys, self.plain_keys = None, {}
        for at in range(FIXED, self.start, ENCAPSULATED + size):
            stanza = data[at:at + ENCAPSULATED + size]
            plain = recipient.open(stanza[:ENCAPSULATED], stanza[ENCAPSULATED:], label("stanza") + label("parcel"))
            if plain is None: continue
            number = int.from_bytes(plain[:2], "big")
            items = [plain[2 + 48 * i:50 + 48 * i] for i in range(number)]
            spaces = [i[:16] for i in items]
            check(spaces[1:] == sorted(spaces[1:]) and len(set(spaces)) == number >= 1, "spaces are out of order")
            check(not any(plain[2 + 48 * number:]), "a stanza is not padded with zeros")
            self.id = sha(label("parcel-id") + items[0][16:])[:16]
            self.plain_keys = {i[:16]: i[16:] for i in items}
            self.keys = [(i[:16], *frame_keys(i[16:], self.id + i[:16])) for i in items]
            break

    def header(self, at):
        raw = self.data[at:at + HEADER]
        if len(raw) < HEADER or header_check(self.id, raw[:6]) != int.from_bytes(raw[6:8], "big"): return None
        length = int.from_bytes(raw[:2], "big")
        return (length, int.from_bytes(raw[2:6], "big"), raw[8:12]) if length >= SMALLEST else None

    def whole(self, at):
        head = self.header(at)
        if head is None or at + HEADER + head[0] > len(self.data): return False
        return sha(self.data[at + HEADER:at + HEADER + head[0]])[:4] == head[2]

    def frames(self):
        """Yields (index, space, plaintext); space and plaintext are None for what is not for this recipient."""
        at, expected, unbroken, self.complete = self.start, 0, True, False
        while at < len(self.data):
            head = self.header(at)
            end = at + HEADER + head[0] if head else None
            if head is None or end > len(self.data) or not self.whole(at):
                unbroken = False
                if head and end <= len(self.data) and (end == len(self.data) or self.header(end)): at = end
                else: at = next((place for place in range(at + 1, len(self.data)) if self.whole(place)), len(self.data))
                continue
            unbroken &= head[1] == expected
            expected += 1
            space = plain = None
            for name, cipher, base in self.keys:
                try:
                    space, plain = name, cipher.decrypt(nonce(base, head[1]), self.data[at + HEADER:end], b"")
                    break
                except InvalidTag: pass
            last = list(items(plain))[-1] if plain else None
            if last and last[0] == 4:
                agrees = last[1] == sha(self.data[:at])[:8] or last[1] == b"" and head[1] == 0 and self.alone
                self.complete = unbroken and agrees and end == len(self.data)
            yield head[1], space, plain
            at = end


# What frames carry.

def items(plain):
    """The items of a frame: (sort, content)."""
    reader = Reader(plain)
    while reader.left():
        sort = reader.byte()
        yield sort, reader.raw(reader.varint())


def read_difference(data, space, heard):
    """A statement told as what changed since another one, in full."""
    reader = Reader(data)
    base = heard[reader.raw(8)]
    flags, old = reader.byte(), Reader(base)
    check(flags < 32, "a difference of another version")
    start = old.raw(49)
    former = [old.raw(16) for _ in range(old.varint())]
    check(old.raw(16) == space, "a difference from a statement of another space")
    roster, words, time = (old.varint(), old.raw(8)), old.raw(5), old.signed()
    chains = [(old.raw(16), old.varint(), old.raw(8)) for _ in range(old.varint())]
    missing = [old.raw(32) for _ in range(old.varint())]
    time += reader.signed()
    if flags & 1: roster = (reader.varint(), reader.raw(8))
    if flags & 2: former = [reader.raw(16) for _ in range(reader.varint())]
    if flags & 4:
        kept, added, place = list(chains), [], -1
        for _ in range(reader.varint()):
            step = reader.varint()
            if step == 0:
                added.append((reader.raw(16), reader.varint(), reader.raw(8)))
                continue
            place += step
            count = chains[place][1] + reader.signed()
            kept[place] = (chains[place][0], count, reader.raw(8)) if count else None
        chains = sorted([c for c in kept if c] + added)
    if flags & 8:
        kept, place = list(missing), -1
        for _ in range(reader.varint()):
            place += reader.varint()
            kept[place] = None
        missing = sorted([m for m in kept if m] + [reader.raw(32) for _ in range(reader.varint())])
    if flags & 16: words = reader.raw(5)
    signature = reader.raw(64)
    check(reader.left() == 0, "a difference is followed by something")
    return b"".join([start, varint(len(former)), *former, space, varint(roster[0]), roster[1], words, varint(time << 1 if time >= 0 else (-time << 1) - 1),
        varint(len(chains)), *(c[0] + varint(c[1]) + c[2] for c in chains), varint(len(missing)), *missing, signature])


def varint(value):
    out = b""
    while value > 127: out, value = out + bytes([value & 127 | 128]), value >> 7
    return out + bytes([value])


def read_statement(data):
    reader = Reader(data)
    check(len(data) <= 65000 and reader.byte() == 2, "a statement of another version")
    key, incarnation = reader.raw(32), reader.raw(16)
    former = [reader.raw(16) for _ in range(reader.varint())]
    check(len(former) <= 64, "too many former incarnations")
    space = reader.raw(16)
    roster, words, time = (reader.varint(), reader.raw(8).hex()), reader.raw(5), reader.signed()
    chains = [(reader.raw(16), reader.varint(), reader.raw(8)) for _ in range(reader.varint())]
    check(len(chains) <= 2048 and [c[0] for c in chains] == sorted({c[0] for c in chains}), "chains are out of order")
    check(all(1 <= c[1] <= 1 << 48 for c in chains), "a count is out of range")
    missing = [reader.raw(32) for _ in range(reader.varint())]
    check(len(missing) <= 512, "too many missing documents")
    signature = reader.raw(64)
    check(reader.left() == 0, "a statement is followed by something")
    Ed25519PublicKey.from_public_bytes(key).verify(signature, label("statement") + data[:-64])
    return {"device": key.hex()[:16], "space": space, "roster": roster, "time": time, "chains": chains, "missing": len(missing), "former": len(former)}


def read_chunk(data):
    reader = Reader(data)
    digest, size, offset = reader.raw(32), reader.varint(), reader.varint()
    content = reader.raw(reader.left())
    check(offset + len(content) <= size, "a piece reaches beyond its document")
    check(offset or len(content) < size or sha(content) == digest, "a document is not the one named")
    return f"{len(content)} bytes at {offset} of {size}"


def read_run(data, space, held):
    """Verifies a segment after what is held of its chain: id -> (device key, hashes)."""
    columns = read_segment.inflate(data)
    c, _, _ = read_segment.read_columns(columns)
    key, hashes = held.get(c["chain"], (c["origin"][:32], []))
    run = {"encoded": data.hex(), "columns": columns.hex(), "first": c["first"], "erased": []}
    check(len(hashes) == c["first"], "a segment does not follow")
    entries, hashes = read_segment.verify(run, space, c["chain"], key, hashes)
    held[c["chain"]] = key, hashes
    return entries


def read_all(data, name, recipient, wanted):
    parcel = Parcel(data, recipient)
    check(parcel.keys is not None and [k[0].hex() for k in parcel.keys] == wanted, f"{name}: other spaces than granted")
    print(f"{name}: {len(parcel.keys)} spaces")
    found, held, heard = list(parcel.frames()), {}, {}
    common = parcel.keys[0][0]
    for index, space, plain in found:
        for sort, body in items(plain or b""):
            where = read_segment.text(space)[:6]
            if sort in (1, 5, 6):
                full = read_difference(body, space, heard) if sort == 5 else body
                statement = read_statement(full)
                heard[sha(full)[:8]] = full
                check(statement["space"] in (space, common), "a statement lies in the frame of another space")
                how = {1: "statement", 5: f"statement in {len(body)} instead of {len(full)} bytes", 6: "statement passed on"}[sort]
                print(f"  {index} {where} {how} by {statement['device']} of {len(statement['chains'])} chains, {statement['missing']} missing")
            elif sort == 2:
                for entry in read_run(body, space, held):
                    for op in read_segment.read_payload(entry["payload"])[2]:
                        print(f"  {index} {where} entry at {entry['time']}: {op.get('name', '')} {op.get('shown', '')} (code {op['code']})")
            elif sort == 3: print(f"  {index} {where} document: {read_chunk(body)}")
            elif sort == 4: print(f"  {index} {where} end mark")
            else: print(f"  {index} {where} of a later version")
    return parcel, found


def check_sealing():
    vector = json.loads((ROOT / "Samples/vectors/sealing.json").read_text())
    stanza, frames = vector["stanza"], vector["frames"]
    recipient = Recipient(bytes.fromhex(stanza["recipientSeed"]))
    check(recipient.public.hex() == stanza["recipientKey"], "a recipient key differs")
    info = label("stanza") + bytes.fromhex(stanza["info"])
    plain = recipient.open(bytes.fromhex(stanza["encapsulated"]), bytes.fromhex(stanza["ciphertext"]), info)
    check(plain is not None and plain.hex() == stanza["plaintext"], "the stanza does not open")
    cipher, base = frame_keys(bytes.fromhex(frames["contentKey"]), bytes.fromhex(frames["context"]))
    for case in frames["cases"]:
        sealed = cipher.encrypt(nonce(base, case["index"]), bytes.fromhex(case["frame"]), bytes.fromhex(case["authenticated"]))
        check(sealed.hex() == case["sealed"], "a sealed frame differs")
    print("stanzas and frames agree")


def main():
    check_sealing()
    if "--sealing" in sys.argv: return
    vector = json.loads((ROOT / "Samples/vectors/parcel.json").read_text())
    data = bytes.fromhex(vector["parcel"])
    root = bytes.fromhex(vector["rootKey"])
    check(sha(label("roster-space") + root)[:16].hex() == vector["common"], "the roster's space differs")
    check(Parcel(data, Recipient(bytes.fromhex(vector["strangerSeed"]))).keys is None, "a stranger opens the parcel")

    def expected(spaces, lost=()):
        return [(f["index"], f["space"], f["plaintext"]) for f in vector["frames"] if f.get("space") in spaces and f["index"] not in lost]

    def shown(found): return [(index, space.hex(), plain.hex()) for index, space, plain in found if plain is not None]

    for item in vector["recipients"]:
        parcel, found = read_all(data, item["name"], Recipient(bytes.fromhex(item["seed"])), item["spaces"])
        check(shown(found) == expected(item["spaces"]) and parcel.complete, f"{item['name']}: other frames than published")
    first = vector["recipients"][0]
    parcel, found = read_all(bytes.fromhex(vector["network"]), "over a connection", Recipient(bytes.fromhex(first["seed"])), first["spaces"])
    check(len(found) == 1 and parcel.complete, "the parcel for a connection is not one complete frame")
    last = vector["recipients"][1]
    for damage in vector["damage"]:
        damaged = bytearray(data)
        damaged[damage["from"]:damage["upTo"]] = b"\xA5" * (damage["upTo"] - damage["from"])
        parcel = Parcel(bytes(damaged), Recipient(bytes.fromhex(last["seed"])))
        check(shown(parcel.frames()) == expected(last["spaces"], damage["lost"]) and not parcel.complete, f"damage: {damage['about']}")
    keys = {k["space"]: k["key"] for k in vector["contentKeys"]}
    whole = Parcel(data, Recipient(bytes.fromhex(last["seed"])))
    check({s.hex(): k.hex() for s, k in whole.plain_keys.items()} == keys, "content keys differ")
    print("everything agrees")


if __name__ == "__main__": main()
