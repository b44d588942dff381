#!/usr/bin/env python3
"""Reads Samples/vectors/segment.json with code written from Schemas/log.md and Schemas/segment.proto alone.

Needs Python 3.9 and `cryptography`. Prints the entries; exits with 1 at the first thing that does not agree.
"""
import hashlib, hmac, json, pathlib, re, sys, zlib
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ROOT = pathlib.Path(__file__).resolve().parents[2]
MASK = (1 << 64) - 1


def label(name): return b"satchel/v1/" + name.encode() + b"\0"
def sha(data): return hashlib.sha256(data).digest()
def child(node, bit): return hmac.new(node, bytes([bit]), hashlib.sha256).digest()[:16]
def signed64(value): return value - (1 << 64) if value >> 63 else value


def check(good, what):
    if not good:
        sys.exit(f"read_segment: {what}")


def varint(value):
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes(out) + bytes([value])


def zigzag(value): return (value << 1 ^ (value >> 63)) & MASK
def blob(data): return varint(len(data)) + data
def op_bytes(op): return op[0] + varint(op[1]) + varint(op[2])


class Reader:
    def __init__(self, data): self.data, self.at = data, 0
    def left(self): return len(self.data) - self.at

    def raw(self, count):
        check(count <= self.left(), "bytes end too early")
        self.at += count
        return self.data[self.at - count:self.at]

    def byte(self, most=255):
        value = self.raw(1)[0]
        check(value <= most, "a byte is out of range")
        return value

    def varint(self):
        value = shift = 0
        while True:
            byte = self.byte()
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                check(value <= MASK and (byte or shift == 7), "a varint is too large or not in its shortest form")
                return value

    def signed(self):
        value = self.varint()
        return (value >> 1) ^ -(value & 1)

    def blob(self, most=32768):
        count = self.varint()
        check(count <= most, "a blob is too long")
        return self.raw(count)

    def string(self, most=32768): return self.blob(most).decode("utf-8")

    def name(self):
        text = self.string(64)
        check(re.fullmatch(r"[\x21-\x7e]{1,64}", text), "a name is not visible ASCII")
        return text

    def op(self): return self.raw(16), self.varint(), self.varint()

    def value(self):
        """The bytes of one value, and something to print."""
        start, kind = self.at, self.byte()
        if kind == 0: shown = None
        elif kind == 1: shown = bool(self.byte(1))
        elif kind == 2: shown = self.signed()
        elif kind in (3, 8):
            mantissa, scale = self.signed(), self.byte(9)
            check(scale == 0 or mantissa % 10, "a decimal has trailing zeros")
            shown = f"{mantissa}e-{scale}"
            if kind == 8:
                currency = self.string(3)
                check(re.fullmatch("[A-Z]{3}", currency), "a currency is not three letters")
                shown += " " + currency
        elif kind in (4, 5): shown = self.string()
        elif kind == 6:
            shown = (self.varint(), self.byte(12), self.byte(31), self.byte(1))
            check(1 <= shown[0] <= 9999 and (shown[1] or not shown[2]), "a date is not one")
        elif kind == 7:
            shown = self.varint()
            check(shown < 1440, "a time is not one")
        elif kind == 9: shown = op_text(self.op())
        elif kind == 10:
            shown = [self.string() if self.byte(1) else None for _ in range(4)]
            check((shown[0] or shown[3]) is not None and (shown[1] is None or shown[0] is not None), "a place is not one")
        elif kind == 11: shown = (self.raw(32).hex(), self.varint(), self.string(255), self.string(1024))
        else: shown = (kind, self.blob().hex())
        return self.data[start:self.at], shown


def text(identifier):
    number = int.from_bytes(identifier, "big")
    return "".join("0123456789abcdefghjkmnpqrstvwxyz"[number >> shift & 31] for shift in range(125, -1, -5))


def op_text(op): return f"{text(op[0])}.{op[1]}.{op[2]}"


# Payload: (person, subject, operations); an operation is a dictionary of its parts.

def read_payload(data):
    check(len(data) <= 32768, "a payload is too long")
    reader = Reader(data)
    person, subject, count = reader.raw(16), reader.op(), reader.varint()
    check(1 <= count <= 4096, "a payload has too many operations or none")
    operations = []
    for _ in range(count):
        op, body = {"code": reader.byte()}, Reader(reader.blob())
        if op["code"] == 1:
            op["name"], op["version"] = body.name(), body.varint()
        elif op["code"] in (2, 3, 4, 5):
            op["record"], op["name"] = body.op(), body.name()
            if op["code"] == 5:
                op["text"] = body.string()
                op["about"] = [body.op()] if body.byte(1) else []
            else:
                op["value"], op["shown"] = body.value()
            if op["code"] in (2, 4):
                marker = body.varint()
                check(marker <= 257, "too many superseded operations")
                op["over"] = [body.op() for _ in range(marker - 1)] if marker else None
                check(not marker or op["over"] == sorted(set(op["over"])), "superseded operations are out of order")
        else:
            op["body"] = body.raw(body.left())
        check(body.left() == 0, "an operation is followed by something")
        operations.append(op)
    check(reader.left() == 0, "a payload is followed by something")
    return person, subject, operations


def write_payload(payload):
    person, subject, operations = payload
    out = person + op_bytes(subject) + varint(len(operations))
    for op in operations:
        code = op["code"]
        if code == 1: body = blob(op["name"].encode()) + varint(op["version"])
        elif code > 5 or code == 0: body = op["body"]
        else:
            body = op_bytes(op["record"]) + blob(op["name"].encode())
            if code == 5: body += blob(op["text"].encode()) + bytes([len(op["about"])]) + b"".join(map(op_bytes, op["about"]))
            else: body += op["value"]
            if code in (2, 4):
                over = op["over"]
                body += varint(0) if over is None else varint(len(over) + 1) + b"".join(map(op_bytes, over))
        out += bytes([code]) + blob(body)
    return out


# The columns, by the list of fields in segment.proto.

FIELDS = {int(number): (bool(repeated), kind, name) for repeated, kind, name, number in re.findall(
    r"^\s+(repeated )?(\w+) (\w+) = (\d+);", (ROOT / "Schemas/segment.proto").read_text(), re.M)}


def read_message(data):
    reader, out, last = Reader(data), {name: [] if repeated else None for repeated, _, name in FIELDS.values()}, 0
    while reader.left():
        tag = reader.varint()
        check(tag >> 3 in FIELDS and tag >> 3 >= last, "a field is unknown or out of order")
        repeated, kind, name = FIELDS[tag >> 3]
        once = not repeated or kind not in ("string", "bytes")
        check(not once or tag >> 3 > last, "a field is there twice")
        last = tag >> 3
        if kind in ("bytes", "string"):
            check(tag & 7 == 2, "a field has the wrong wire type")
            item = reader.blob(1 << 19)
            item = item.decode() if kind == "string" else item
            if repeated: out[name].append(item)
            else: out[name] = item
        elif repeated:
            check(tag & 7 == 2, "a column is not packed")
            column = Reader(reader.blob(1 << 19))
            while column.left(): out[name].append(column.signed() if kind == "sint64" else column.varint())
        else:
            out[name] = reader.varint()
    return {name: value if value is not None else (0 if name == "first" else b"") for name, value in out.items()}


def write_message(message):
    out = b""
    for number, (repeated, kind, name) in sorted(FIELDS.items()):
        value = message.get(name)
        if not value: continue
        if kind in ("bytes", "string"):
            for item in value if repeated else [value]:
                out += varint(number << 3 | 2) + blob(item.encode() if kind == "string" else item)
        elif repeated:
            out += varint(number << 3 | 2) + blob(b"".join(varint(zigzag(v) if kind == "sint64" else v) for v in value))
        else:
            out += varint(number << 3) + varint(value)
    return out


def cut(data, size):
    check(len(data) % size == 0, "a column of fixed size is cut short")
    return [data[at:at + size] for at in range(0, len(data), size)]


class Deltas:
    def __init__(self): self.last = 0

    def write(self, value):
        delta, self.last = signed64((value - self.last) & MASK), value
        return delta

    def read(self, delta):
        self.last = (self.last + delta) & MASK
        return self.last


def read_columns(data):
    c = read_message(data)
    chains = [c["chain"]] + cut(c["chains"], 16)
    sequences = Deltas()
    records = [(chains[a], sequences.read(b), o) for a, b, o in zip(c["record_chain"], c["record_sequence"], c["record_ordinal"])]
    references = Deltas()
    refs = iter([(chains[a], references.read(b), o) for a, b, o in zip(c["ref_chain"], c["ref_sequence"], c["ref_ordinal"])])
    rosters = list(zip(c["roster_count"], cut(c["roster_heads"], 8)))
    names = iter([c["names"][index] for index in c["name"]])
    known = [code for code in c["code"] if 1 <= code <= 5]
    by_name = {kind: {name: [] for name in c["names"]} for kind in ("value", "note")}
    values, notes = Reader(c["values"]), iter(c["notes"])
    pairs = list(zip(known, [c["names"][index] for index in c["name"]]))
    for name in c["names"]:
        by_name["value"][name] = [values.value() for code, n in pairs if n == name and code in (2, 3, 4)]
    for name in c["names"]:
        by_name["note"][name] = [next(notes) for code, n in pairs if n == name and code == 5]
    check(values.left() == 0, "values are left over")
    codes, persons, subjects = iter(c["code"]), iter(c["person"]), iter(c["subject"])
    over_counts, about_counts, others = iter(c["over_count"]), iter(c["about_count"]), iter(c["others"])
    versions, record = iter(c["schema_version"]), iter(c["record"])
    contexts = iter(zip([chains[i] for i in c["context_chain"]], c["context_to"], cut(c["context_heads"], 8)))
    erased, times, entries = iter(cut(c["erased_commitments"], 32)), Deltas(), []
    counts = c["context_count"] or [0] * len(c["time"])
    for time, count, roster, operation_count in zip(c["time"], counts, c["roster"], c["operation_count"]):
        entry = {"time": signed64(times.read(time)), "roster": rosters[roster], "context": [next(contexts) for _ in range(count)]}
        if operation_count == 0:
            entry["commitment"] = next(erased)
        else:
            operations = []
            person, subject = cut(c["persons"], 16)[next(persons)], records[next(subjects)]
            for _ in range(operation_count):
                op = {"code": next(codes)}
                operations.append(op)
                if not 1 <= op["code"] <= 5:
                    op["body"] = next(others)
                    continue
                if op["code"] != 1: op["record"] = records[next(record)]
                op["name"] = next(names)
                if op["code"] == 1: op["version"] = next(versions)
                elif op["code"] == 5:
                    op["text"] = by_name["note"][op["name"]].pop(0)
                    op["about"] = [next(refs) for _ in range(next(about_counts))]
                else: op["value"], op["shown"] = by_name["value"][op["name"]].pop(0)
                if op["code"] in (2, 4):
                    marker = next(over_counts)
                    op["over"] = [next(refs) for _ in range(marker - 1)] if marker else None
            entry["payload"] = write_payload((person, subject, operations))
        entries.append(entry)
    blocks = Deltas()
    salts = [(blocks.read(block), number, salt) for block, number, salt in zip(c["salt_block"], c["salt_number"], cut(c["salts"], 16))]
    return c, entries, salts


def write_columns(head, entries, salts):
    c = {name: [] for repeated, _, name in FIELDS.values() if repeated}
    c.update(head)
    tables = {name: [] for name in ("person", "roster", "chain", "record", "name")}
    tables["chain"].append(head["chain"])

    def index(table, item):
        if item not in tables[table]: tables[table].append(item)
        return tables[table].index(item)

    times, references, sequences, blocks = Deltas(), Deltas(), Deltas(), Deltas()
    values, notes = [], []
    erased = heads = b""
    for entry in entries:
        c["time"].append(times.write(entry["time"] & MASK))
        c["roster"].append(index("roster", entry["roster"]))
        c["context_count"].append(len(entry["context"]))
        for chain, count, short in entry["context"]:
            c["context_chain"].append(index("chain", chain))
            c["context_to"].append(count)
            heads += short
        if "payload" not in entry:
            c["operation_count"].append(0)
            erased += entry["commitment"]
            continue
        person, subject, operations = read_payload(entry["payload"])
        c["person"].append(index("person", person))
        c["subject"].append(index("record", subject))
        c["operation_count"].append(len(operations))
        for op in operations:
            c["code"].append(op["code"])
            if "body" in op:
                c["others"].append(op["body"])
                continue
            if "record" in op: c["record"].append(index("record", op["record"]))
            name = index("name", op["name"])
            c["name"].append(name)
            if "version" in op: c["schema_version"].append(op["version"])
            if "value" in op: values.append((name, op["value"]))
            if "text" in op: notes.append((name, op["text"]))
            if "over" in op: c["over_count"].append(0 if op["over"] is None else len(op["over"]) + 1)
            if "about" in op: c["about_count"].append(len(op["about"]))
            for chain, sequence, ordinal in (op.get("over") or []) + op.get("about", []):
                c["ref_chain"].append(index("chain", chain))
                c["ref_sequence"].append(references.write(sequence))
                c["ref_ordinal"].append(ordinal)
    for chain, sequence, ordinal in tables["record"]:
        c["record_chain"].append(index("chain", chain))
        c["record_sequence"].append(sequences.write(sequence))
        c["record_ordinal"].append(ordinal)
    for block, number, _ in salts:
        c["salt_block"].append(blocks.write(block) & MASK)
        c["salt_number"].append(number)
    if not any(c["context_count"]): c["context_count"] = []
    c["salts"] = b"".join(salt for _, _, salt in salts)
    c["persons"], c["chains"] = b"".join(tables["person"]), b"".join(tables["chain"][1:])
    c["roster_count"], c["roster_heads"] = [r[0] for r in tables["roster"]], b"".join(r[1] for r in tables["roster"])
    c["names"], c["erased_commitments"], c["context_heads"] = tables["name"], erased, heads
    c["values"] = b"".join(value for _, value in sorted(values, key=lambda pair: pair[0]))
    c["notes"] = [note for _, note in sorted(notes, key=lambda pair: pair[0])]
    return write_message(c)


# Salts, links, verification.

def node_salt(root, number):
    for bit in bin(number)[3:]: root = child(root, int(bit))
    return root


def opened(block, number):
    low = high = number
    while low < 64: low, high = 2 * low, 2 * high + 1
    return range(block * 64 + low - 64, block * 64 + high - 63)


def leaf(node, number, sequence):
    want = bin(64 + sequence % 64)[2:]
    for bit in want[len(bin(number)) - 2:]: node = child(node, int(bit))
    return node


def cover(first, end):
    nodes = []
    while first < end:
        size = max(s for s in (32, 16, 8, 4, 2, 1) if first % s == 0 and first + s <= end)
        nodes.append((first // 64, (64 + first % 64) // size))
        first += size
    return nodes


def skip_target(sequence):
    if sequence == 0: return 0
    def repunit(k): return (3**k - 1) // 2
    def least(n): return next(k for k in range(1, 64) if repunit(k) >= n)
    n = sequence + 1
    k = least(n)
    if n == repunit(k): return n - 3**(k - 1) - 1
    rest = n
    while rest != repunit(k):
        rest -= repunit(k - 1)
        k = least(rest)
    return n - repunit(k) - 1


def header_bytes(space, chain, sequence, hashes, entry, commitment):
    zero = bytes(32)
    out = label("entry") + b"\x01" + space + chain + sequence.to_bytes(8, "big")
    out += hashes[sequence - 1] if sequence else zero
    out += hashes[skip_target(sequence)] if sequence else zero
    out += (entry["time"] & MASK).to_bytes(8, "big") + varint(len(entry["context"]))
    for other, count, short in entry["context"]: out += other + varint(count) + short
    return out + varint(entry["roster"][0]) + entry["roster"][1] + commitment


def verify(run, space, chain, key, hashes_before):
    """Reads one encoded segment and verifies it after the hashes of the entries before it."""
    encoded = bytes.fromhex(run["encoded"])
    check(len(encoded) <= 57344 and encoded[:2] == b"\x01\x00", "a segment is too long or of another version")
    reader = Reader(encoded[2:])
    size = reader.varint()
    check(size <= 524288, "a segment would inflate to too much")
    stream = zlib.decompressobj(-15)
    columns = stream.decompress(reader.raw(reader.left()), size + 1)
    check(len(columns) == size and stream.eof and not stream.unused_data, "a segment does not inflate to its size")
    check(columns.hex() == run["columns"], "the columns are not those of the vector")
    c, entries, salts = read_columns(columns)
    check(c["space"] == space and c["chain"] == chain and c["first"] == run["first"], "a segment is of another chain")
    if c["first"] == 0:
        check(sha(label("chain") + c["origin_device"] + c["origin_incarnation"] + space)[:16] == chain, "a wrong origin")
    head = {name: c[name] for name in ("space", "chain", "first", "origin_device", "origin_incarnation", "signature")}
    check(write_columns(head, entries, salts) == columns, "the columns are not canonical")
    wanted = [c["first"] + at for at, entry in enumerate(entries) if "payload" in entry]
    check([s for block, number, _ in salts for s in opened(block, number)] == wanted, "the salts are not exact")
    hashes = list(hashes_before)
    for at, entry in enumerate(entries):
        sequence = c["first"] + at
        if "payload" in entry:
            number, salt = next((n, s) for b, n, s in salts if sequence in opened(b, n))
            commitment = sha(leaf(salt, number, sequence) + entry["payload"])
        else:
            check(sequence in run["erased"], "an entry came without its payload")
            commitment = entry["commitment"]
        hashes.append(sha(header_bytes(space, chain, sequence, hashes, entry, commitment)))
    Ed25519PublicKey.from_public_bytes(key).verify(c["signature"], label("entry-signature") + hashes[-1])
    return entries, hashes


# Fold.

def state_hash(space, chains):
    """chains: for each chain id its entries in order, as read from segments."""
    knowledge, edits = {}, []
    for chain, entries in chains:
        seen = {}
        for sequence, entry in enumerate(entries):
            for other, count, _ in entry["context"]: seen[other] = max(seen.get(other, 0), count)
            knowledge[chain, sequence] = dict(seen)
            if "payload" not in entry: continue
            for ordinal, op in enumerate(read_payload(entry["payload"])[2]):
                op_id, code = (chain, sequence, ordinal), op["code"]
                if not 1 <= code <= 5: continue
                name, none = op["name"].encode(), bytes(16)
                if code == 1: place, content = (op_id, name, 0, none), blob(name) + varint(op["version"])
                elif code == 5: place, content = (op["record"], name, 3, none), op["text"].encode()
                elif code == 2: place, content = (op["record"], name, 1, none), op["value"]
                else: place, content = (op["record"], name, 2, sha(op["value"])[:16]), op["value"]
                edits.append((place, op_id, sha(content)[:16], code, op.get("over")))

    def supersedes(y, x):
        if y[0] != x[0] or y[1] == x[1] or y[3] in (1, 5): return False
        if y[4] is not None: return x[1] in y[4]
        if y[1][0] == x[1][0]: return x[1][1:] < y[1][1:]
        return knowledge[y[1][:2]].get(x[1][0], 0) > x[1][1]

    lines = {place[0]: [] for place, *_ in edits}
    for x in edits:
        if x[3] != 4 and not any(supersedes(y, x) for y in edits):
            (record, name, sort, element), op_id, digest = x[:3]
            lines[record].append((name, sort, element, op_id, digest))
    out = label("space-state") + b"\x01" + space + varint(len(lines))
    for record in sorted(lines):
        text = label("record-state") + op_bytes(record) + varint(len(lines[record]))
        for name, sort, _, op_id, digest in sorted(lines[record]): text += blob(name) + bytes([sort]) + op_bytes(op_id) + digest
        out += op_bytes(record) + sha(text)
    return sha(out).hex()


def main():
    vector = json.loads((ROOT / "Samples/vectors/segment.json").read_text())
    space = bytes.fromhex(vector["space"])
    check([skip_target(s) for s in range(30)] == vector["skipTargets"], "skip targets differ")
    read = []
    for chain in vector["chains"]:
        key, chain_id, secret = (bytes.fromhex(chain[name]) for name in ("deviceKey", "chain", "saltSecret"))
        origin = key + bytes.fromhex(chain["incarnation"])
        secret_key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(chain["deviceSecret"]))
        check(secret_key.public_key().public_bytes_raw() == key, "a device key differs")
        check(sha(label("chain") + origin + space)[:16] == chain_id, "a chain id differs")
        check(text(chain_id) == chain["text"], "the text of a chain id differs")
        roots = [hmac.new(secret, label("salt-root") + chain_id + block.to_bytes(8, "big"), hashlib.sha256).digest()[:16]
                 for block in range(4)]
        for item in chain["covers"]:
            mine = [{"block": b, "number": n, "salt": node_salt(roots[b], n).hex()} for b, n in cover(item["first"], item["end"])]
            check(mine == item["nodes"], "the nodes of a cover differ")
        hashes = []
        for entry in chain["entries"]:
            sequence, payload = entry["sequence"], bytes.fromhex(entry["payload"])
            parsed = read_payload(payload)
            check(write_payload(parsed) == payload, "a payload is not canonical")
            salt = node_salt(roots[sequence // 64], 64 + sequence % 64)
            commitment = sha(salt + payload)
            check((salt.hex(), commitment.hex()) == (entry["salt"], entry["commitment"]), "a salt or a commitment differs")
            body = {"time": entry["time"], "roster": (entry["rosterCount"], bytes.fromhex(entry["rosterHead"])),
                    "context": [(bytes.fromhex(i["chain"]), i["count"], bytes.fromhex(i["head"])) for i in entry["context"]]}
            header = header_bytes(space, chain_id, sequence, hashes, body, commitment)
            before = [hashes[sequence - 1], hashes[skip_target(sequence)]] if sequence else [bytes(32)] * 2
            check([h.hex() for h in before] == [entry["previous"], entry["skip"]], "a link differs")
            hashes.append(sha(header))
            check((header.hex(), hashes[-1].hex()) == (entry["header"], entry["hash"]), "a header or its hash differs")
            Ed25519PublicKey.from_public_bytes(key).verify(bytes.fromhex(entry["signature"]), label("entry-signature") + hashes[-1])
            print(f"{text(chain_id)}.{sequence}  {entry['time']}  person {text(parsed[0])}  about {op_text(parsed[1])}")
            for op in parsed[2]:
                shown = {k: op_text(v) if k == "record" else [op_text(o) for o in v] if k in ("over", "about") and v is not None else v
                         for k, v in op.items() if k != "value"}
                print("   ", shown)
        runs = [verify(run, space, chain_id, key, hashes[:run["first"]]) for run in chain["runs"]]
        for run, (_, found) in zip(chain["runs"], runs): check(found == hashes[:run["end"]] and len(found) == run["end"], "the hashes of a run differ")
        read.append((chain_id, [entries for entries, _ in runs]))
    check(state_hash(space, [(c, runs[0]) for c, runs in read]) == vector["stateHash"], "the state differs")
    check(vector["chains"][0]["runs"][2]["erased"] == vector["erased"], "the third run is not the erased one")
    erased = state_hash(space, [(c, runs[2] if at == 0 else runs[0]) for at, (c, runs) in enumerate(read)])
    check(erased == vector["stateHashErased"], "the state without the erased entries differs")
    print("everything agrees")


if __name__ == "__main__": main()
