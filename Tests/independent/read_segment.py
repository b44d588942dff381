#!/usr/bin/env python3
"""Reads Samples/vectors/segment.json with code written from Schemas/log.md alone.

Needs Python 3.9 and `cryptography`. Prints the entries; exits with 1 at the first thing that does not agree.
"""
import datetime, hashlib, hmac, json, pathlib, re, sys, zlib

from alphabets import CLASSES, LETTERS, PUNCTUATION, table
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


# Streams.

def dictionaries():
    """Number: words, checked against the table of log.md."""
    rows = re.findall(r"^\| (\d+) \| `([\w-]+\.bin)` \| `([0-9a-f]{64})` \|$", (ROOT / "Schemas/log.md").read_text(), re.M)
    words = {int(number): (ROOT / "Schemas/dictionaries" / file).read_bytes() for number, file, _ in rows}
    for number, file, digest in rows: check(sha(words[int(number)]).hex() == digest, f"{file} is not the released one")
    return words


WORDS = dictionaries()


def inflate(encoded, schema_words=b""):
    check(len(encoded) <= 57344 and encoded[:1] == b"\x02", "a segment is too long or of another version")
    rest, out, streams = encoded[1:], b"", 0
    while rest:
        kind, rest, streams = rest[0], rest[1:], streams + 1
        check(streams <= 16, "a segment has too many streams")
        if kind == 0x80:
            reader = Reader(rest)
            out += reader.raw(reader.varint())
            rest = rest[reader.at:]
        else:
            words = b""
            if kind & 0x3F:
                check(kind & 0x3F in WORDS, "a dictionary is not known")
                words = WORDS[kind & 0x3F]
            if kind & 0x40:
                check(rest[:4] == sha(schema_words)[:4], "words of other schemas")
                words, rest = words + schema_words, rest[4:]
            check(kind < 0x80, "a stream of an unknown kind")
            stream = zlib.decompressobj(-15, zdict=words) if words else zlib.decompressobj(-15)
            out += stream.decompress(rest, 524288 + 1 - len(out))
            check(stream.eof, "a stream is cut short")
            rest = stream.unused_data
        check(len(out) <= 524288, "a segment would inflate to too much")
    return out


# Columns.

FLAG, INTEGER, DECIMAL, TEXT, CODE, DATE, TIME, MONEY, REFERENCE, PLACE, FILE, DIGEST, LATER = range(1, 14)
NUMBERED = [INTEGER, DECIMAL, DATE, TIME, MONEY, REFERENCE, PLACE, FILE]
# The parts of a layout that are texts, by the order in which they stand: codes, texts, notes.
PARTS = [{CODE: ["code"], MONEY: ["currency"], PLACE: ["code", "parent", "dataset"], FILE: ["media"]},
         {TEXT: ["text"], PLACE: ["text"], FILE: ["name"]}]


def unzigzag(value): return (value >> 1) ^ -(value & 1)
def ordinal_day(year, month, day): return datetime.date(year, month, day).toordinal() - 719163


def class_of(text):
    counts = {name: sum(letter in CLASS_LETTERS[name] for letter in text) for name in ("latin", "cyrillic", "arabic")}
    outside = [letter for letter in text if ord(letter) >= 0x80 and letter not in PUNCTUATION.values()]
    counts["other"] = len(outside) - sum(counts.values())
    if not outside: return 0 if 2 * sum("0" <= letter <= "9" for letter in text) >= len(text) else 1
    return 2 + max(range(4), key=lambda i: (list(counts.values())[i], -i))


CLASS_LETTERS = {name: set(letters) for name, letters in LETTERS.items()}
TABLES = [table(name) for name in CLASSES]
BYTES = [{letter: byte for byte, letter in t.items()} for t in TABLES]


def spell(text, kind):
    if kind == 5: return text.encode().replace(b"\x01", b"\x01\x01").replace(b"\x00", b"\x01\x80") + b"\0"
    out = b""
    for letter in text:
        if letter in BYTES[kind]: out += bytes([BYTES[kind][letter]])
        else: out += b"\x01" + (b"\x80" if letter == "\0" else letter.encode())
    return out + b"\0"


def unspell(data, kind):
    if kind == 5: return re.sub(b"\x01([\x01\x80])", lambda m: b"\x01" if m[1] == b"\x01" else b"\0", data).decode()
    text, at = "", 0
    while at < len(data):
        if data[at] != 1:
            check(data[at] in TABLES[kind], "a byte stands for no letter")
            text, at = text + TABLES[kind][data[at]], at + 1
            continue
        lead = data[at + 1] if at + 1 < len(data) else 0
        size = 1 if lead < 0xC0 else 2 if lead < 0xE0 else 3 if lead < 0xF0 else 4
        text += "\0" if lead == 0x80 else data[at + 1:at + 1 + size].decode()
        at += 1 + size
    return text


def layout_of(value):
    """The layout of a canonical value, and its parts."""
    reader = Reader(value)
    kind = reader.byte()
    if kind == 0: return 0, {}
    if kind == FLAG: return FLAG, {"flag": reader.byte()}
    if kind == INTEGER: return INTEGER, {"numbers": [reader.varint()]}
    if kind in (DECIMAL, MONEY):
        parts = {"numbers": [reader.varint()], "second": reader.byte()}
        if kind == MONEY: parts["currency"] = reader.string()
        return kind, parts
    if kind in (TEXT, CODE):
        text = reader.string()
        if kind == TEXT and re.fullmatch("[0-9a-f]{64}", text): return DIGEST, {"digest": bytes.fromhex(text)}
        return kind, {"text" if kind == TEXT else "code": text}
    if kind == DATE: return DATE, {"date": (reader.varint(), reader.byte(), reader.byte(), reader.byte())}
    if kind == TIME:
        minutes = reader.varint()
        return TIME, {"numbers": [minutes // 60], "second": minutes % 60}
    if kind == REFERENCE: return REFERENCE, {"reference": reader.op()}
    if kind == PLACE:
        names = ["code", "parent", "dataset", "text"]
        found = {name: reader.string() for name in names if reader.byte()}
        return PLACE, {"numbers": [sum(1 << i for i, name in enumerate(names) if name in found)], **found}
    if kind == FILE:
        return FILE, {"digest": reader.raw(32), "numbers": [reader.varint()], "media": reader.string(), "name": reader.string()}
    return LATER, {"type": kind, "body": reader.blob()}


def value_of(layout, parts):
    """The other way."""
    def string(name): return blob(parts[name].encode())
    if layout == 0: return b"\0"
    if layout == FLAG: return bytes([FLAG, parts["flag"]])
    if layout == INTEGER: return bytes([INTEGER]) + varint(parts["numbers"][0])
    if layout in (DECIMAL, MONEY):
        return bytes([layout]) + varint(parts["numbers"][0]) + bytes([parts["second"]]) + (string("currency") if layout == MONEY else b"")
    if layout == TEXT: return bytes([TEXT]) + string("text")
    if layout == CODE: return bytes([CODE]) + string("code")
    if layout == DIGEST: return bytes([TEXT]) + blob(parts["digest"].hex().encode())
    if layout == DATE:
        year, month, day, estimated = parts["date"]
        return bytes([DATE]) + varint(year) + bytes([month, day, estimated])
    if layout == TIME: return bytes([TIME]) + varint(parts["numbers"][0] * 60 + parts["second"])
    if layout == REFERENCE: return bytes([REFERENCE]) + op_bytes(parts["reference"])
    if layout == PLACE:
        names = ["code", "parent", "dataset", "text"]
        return bytes([PLACE]) + b"".join(b"\1" + string(name) if name in parts else b"\0" for name in names)
    if layout == FILE: return bytes([FILE]) + parts["digest"] + varint(parts["numbers"][0]) + string("media") + string("name")
    return bytes([parts["type"]]) + blob(parts["body"])


EDITS = ["other", "create", "put", "put over", "add", "remove", "remove over", "note", "note about"]
CODES = [None, 1, 2, 2, 3, 4, 4, 5, 5]


def column_of(op):
    """Edit, layout, name, and what follows the name; with the parts of its value."""
    code = op["code"]
    if code == 1: return (1, 0, op["name"], op["version"]), {}
    if code == 5: return (8 if op["about"] else 7, 0, op["name"], None), {"note": op["text"]}
    if not 2 <= code <= 4: return (0, 0, "", code), {"body": op["body"]}
    layout, parts = layout_of(op["value"])
    over = code != 3 and op["over"] is not None
    return ({2: 2, 3: 4, 4: 5}[code] + over, layout, op["name"], parts.get("type")), parts


def text_parts(column, rank):
    edit, layout = column[:2]
    if edit in (7, 8): return ["note"] if rank == 2 else []
    return PARTS[rank].get(layout, []) if rank < 2 and 2 <= edit <= 6 else []


class Table:
    """Things in order of first use."""
    def __init__(self, *items): self.items = list(items)

    def index(self, item):
        if item not in self.items: self.items.append(item)
        return self.items.index(item)

    def seen(self, indexes, what):
        """How many things these indexes name; each must be new in its turn, or known."""
        count = len(self.items)
        for index in indexes:
            check(index <= count, f"a {what} is not in order of first use")
            count += index == count
        return count


def date_numbers(date, day):
    year, month, of_month, estimated = date
    if not month: return [estimated, year]
    if not of_month: return [2 + estimated, year * 12 + month - 1]
    distance = zigzag(ordinal_day(year, month, of_month) - day)
    return [4, distance] if estimated else [5 + distance]


def read_date(next_number, day):
    form = next_number()
    if form < 2: return next_number(), 0, 0, form
    if form < 4:
        months = next_number()
        return months // 12, months % 12 + 1, 0, form - 2
    distance = unzigzag(next_number() if form == 4 else form - 5)
    date = datetime.date.fromordinal(day + distance + 719163)
    return date.year, date.month, date.day, int(form == 4)


def fewest(first, opened_entries):
    """The nodes of the cover of every run of entries that have their payload."""
    nodes, start = [], None
    for at, is_open in enumerate([*opened_entries, False]):
        if is_open and start is None: start = at
        if not is_open and start is not None:
            nodes += cover(first + start, first + at)
            start = None
    return nodes


def read_columns(data):
    reader = Reader(data)
    def some(count): return [reader.varint() for _ in range(count)]
    first, count, marks = reader.varint(), reader.varint(), reader.byte(31)
    check(1 <= count <= 4096, "a segment has too many entries or none")
    shape = some(count)
    shape_count = Table().seen([number - 1 for number in shape if number], "shape")
    shapes, column_count = [], 0
    for _ in range(shape_count):
        items, expected = [], 0
        for item in some(reader.varint()):
            if item:
                column = expected + unzigzag(item - 1)
                check(0 <= column <= column_count, "a column is out of range")
                column_count = max(column_count, column + 1)
                items.append(column)
                expected = column + 1
            else: items.append(None)
        shapes.append(items)
    columns = []
    for _ in range(column_count):
        form, name = reader.byte(), b""
        while (byte := reader.byte()): name += bytes([byte])
        edit, layout = form >> 4, form & 15
        columns.append((edit, layout, name.decode("ascii"), reader.varint() if edit < 2 or layout == LATER else None))
    uses = [0] * column_count
    for number in shape:
        for item in shapes[number - 1] if number else []:
            if item is not None: uses[item] += 1
    payloads = sum(map(bool, shape))
    times, persons = some(count), some(payloads)
    roster = some(count) if marks & 1 else [0] * count
    roster_counts = some(Table().seen(roster, "roster"))
    context_counts = some(count) if marks & 2 else [0] * count
    context_chains, context_to = some(sum(context_counts)), some(sum(context_counts))
    subjects = some(payloads)
    changes = some(sum(item is None for number in shape if number for item in shapes[number - 1]))
    over_counts = some(sum(use for column, use in zip(columns, uses) if column[0] in (3, 6)))
    named = some(sum(over_counts) + sum(use for column, use in zip(columns, uses) if column[0] == 8))
    values = sum(use for column, use in zip(columns, uses) if column[1] == REFERENCE)
    references = sum(map(bool, subjects)) + len(changes) + len(named) + values
    chain_indexes = some(references) if marks & 4 else [0] * references
    ordinals = some(references) if marks & 8 else [0] * references
    opened_entries = [bool(number) for number in shape]
    places = fewest(first, opened_entries)
    if marks & 16:
        node_count = reader.varint()
        blocks, block, places = some(node_count), first // 64, []
        for difference in blocks:
            block = (block + difference) & MASK
            places.append(block)
        places = [(block, reader.byte()) for block in places]

    # Values: for each column a list of the parts of its values.
    flag_count = sum(use for column, use in zip(columns, uses) if column[1] == FLAG)
    bits = int.from_bytes(reader.raw((flag_count + 7) // 8), "little")
    found = [[{} for _ in range(use)] for use in uses]
    for column, parts in zip(columns, found):
        for part in parts if column[1] == FLAG else []:
            part["flag"], bits = bits & 1, bits >> 1
    check(bits == 0, "a flag follows the last")
    for layout in NUMBERED:
        for column, parts in zip(columns, found):
            if column[1] != layout: continue
            for part in parts:
                part["numbers"] = [reader.varint()]
                if layout == DATE and part["numbers"][0] < 5: part["numbers"].append(reader.varint())
            for part in parts if layout in (DECIMAL, TIME, MONEY) else []: part["second"] = reader.varint()
    new, places_of_texts = [[] for _ in CLASSES], []
    for rank in range(3):
        for column, parts in zip(columns, found):
            for name in text_parts(column, rank):
                seen = []
                for part in parts:
                    if column[1] == PLACE and not part["numbers"][0] >> ["code", "parent", "dataset", "text"].index(name) & 1: continue
                    token = reader.varint()
                    if token < 6:
                        seen.append((token, len(new[token])))
                        new[token].append(None)
                        token = len(seen) + 5
                    check(token - 6 < len(seen), "a text is out of range")
                    places_of_texts.append((part, name, seen[token - 6]))
    with_body = [parts for column, parts in zip(columns, found) if column[1] == LATER or column[0] == 0]
    lengths = [[reader.varint() for _ in parts] for parts in with_body]
    for kind, texts in enumerate(new):
        for index in range(len(texts)):
            end = data.index(b"\0", reader.at)
            texts[index] = unspell(reader.raw(end - reader.at), kind)
            reader.raw(1)
    for part, name, (kind, index) in places_of_texts: part[name] = new[kind][index]
    for parts, counts in zip(with_body, lengths):
        for part, length in zip(parts, counts): part["body"] = reader.raw(length)

    # The raw part.
    head = {"first": first, "chain": reader.raw(16), "origin": reader.raw(48) if first == 0 else b"", "signature": reader.raw(64)}
    salts = [(block, number, reader.raw(16)) for block, number in places]
    person_ids = [reader.raw(16) for _ in range(Table().seen(persons, "person"))]
    rosters = [(number, reader.raw(8)) for number in roster_counts]
    chains = [head["chain"]] + [reader.raw(16) for _ in range(1, Table(None).seen(context_chains + chain_indexes, "chain"))]
    context_heads = [reader.raw(8) for _ in context_chains]
    erased = iter([reader.raw(32) for _ in range(count - payloads)])
    for column, parts in zip(columns, found):
        for part in parts if column[1] in (FILE, DIGEST) else []: part["digest"] = reader.raw(32)
    check(reader.left() == 0, "something follows the raw part")

    # Entries.
    def reference(index, from_sequence, number):
        return chains[chain_indexes[index]], (from_sequence - unzigzag(number)) & MASK, ordinals[index]
    taken = [iter(parts) for parts in found]
    subject_at, change_at = 0, sum(map(bool, subjects))
    named_at = change_at + len(changes)
    value_at, at = [], named_at + len(named)
    for column, use in zip(columns, uses):
        value_at.append(at)
        at += use if column[1] == REFERENCE else 0
    subjects, persons, changes, over_counts, named = map(iter, (subjects, persons, changes, over_counts, named))
    contexts = iter(zip([chains[i] for i in context_chains], context_to, context_heads))
    time, last, entries = 0, None, []
    for offset, number in enumerate(shape):
        sequence = first + offset
        time = signed64((time + unzigzag(times[offset])) & MASK)
        entry = {"time": time, "roster": rosters[roster[offset]], "context": [next(contexts) for _ in range(context_counts[offset])]}
        entries.append(entry)
        if not number:
            entry["commitment"] = next(erased)
            continue
        spelled = next(subjects)
        if spelled:
            last = reference(subject_at, sequence, spelled - 1)
            subject_at += 1
        check(last is not None, "a subject is the one before the first")
        record, operations = last, []
        for item in shapes[number - 1]:
            if item is None:
                record = reference(change_at, last[1], next(changes))
                change_at += 1
                continue
            edit, layout, name, extra = columns[item]
            part = next(taken[item])
            if edit == 0:
                operations.append({"code": extra, "body": part["body"]})
                continue
            op = {"code": CODES[edit]}
            if edit == 1: op["name"], op["version"], record = name, extra, (head["chain"], sequence, len(operations))
            else: op["record"], op["name"] = record, name
            def next_named():
                nonlocal named_at
                named_at += 1
                return reference(named_at - 1, sequence, next(named))
            if edit in (7, 8): op["text"], op["about"] = part["note"], [next_named()] if edit == 8 else []
            elif edit > 1:
                if layout == REFERENCE:
                    part["reference"] = reference(value_at[item], last[1], part["numbers"][0])
                    value_at[item] += 1
                if layout == DATE: part["date"] = read_date(iter(part["numbers"]).__next__, time // 86400)
                if layout == LATER: part["type"] = extra
                op["value"] = value_of(layout, part)
                if edit in (2, 5): op["over"] = None
                if edit in (3, 6): op["over"] = [next_named() for _ in range(next(over_counts))]
            operations.append(op)
        entry["payload"] = write_payload((person_ids[next(persons)], last, operations))
    return head, entries, salts


def write_columns(head, entries, salts):
    first, shapes, columns, persons, rosters, chains = head["first"], Table(), Table(), Table(), Table(), Table(head["chain"])
    shape, times, person, roster, context, subjects = [], [], [], [], [], []
    changes, over_counts, named, found, erased = [], [], [], [], b""
    explicit, switched, names = [], [], []
    time, last = 0, None
    for offset, entry in enumerate(entries):
        sequence = first + offset
        times.append(zigzag(signed64((entry["time"] - time) & MASK)))
        time = entry["time"]
        roster.append(rosters.index(entry["roster"]))
        context.append([(chains.index(chain), count, short) for chain, count, short in entry["context"]])
        if "payload" not in entry:
            shape.append(0)
            erased += entry["commitment"]
            continue
        who, subject, operations = read_payload(entry["payload"])
        person.append(persons.index(who))
        if subject == last: subjects.append(0)
        else:
            subjects.append(1 + zigzag(sequence - subject[1]))
            explicit.append(subject)
            last = subject
        items, expected, record = [], 0, subject
        for ordinal, op in enumerate(operations):
            if "record" in op and op["record"] != record:
                items.append(0)
                changes.append(zigzag(subject[1] - op["record"][1]))
                switched.append(op["record"])
                record = op["record"]
            if op["code"] == 1: record = (head["chain"], sequence, ordinal)
            key, part = column_of(op)
            column = columns.index(key)
            if column == len(found): found.append([])
            items.append(1 + zigzag(column - expected))
            expected = column + 1
            if "date" in part: part["numbers"] = date_numbers(part["date"], entry["time"] // 86400)
            if "reference" in part: part["numbers"] = [zigzag(signed64((subject[1] - part["reference"][1]) & MASK))]
            found[column].append(part)
            if key[0] in (3, 6): over_counts.append(len(op["over"]))
            for other in (op.get("over") or []) + op.get("about", []):
                named.append(zigzag(sequence - other[1]))
                names.append(other)
        shape.append(1 + shapes.index(tuple(items)))
    pairs = list(zip(columns.items, found))
    values = [part["reference"] for key, parts in pairs if key[1] == REFERENCE for part in parts]
    references = explicit + switched + names + values
    chain_indexes, ordinals = [chains.index(other[0]) for other in references], [other[2] for other in references]
    places = [(block, number) for block, number, _ in salts]
    is_fewest = places == fewest(first, map(bool, shape))
    marks = (len(rosters.items) > 1) + 2 * any(context) + 4 * any(chain_indexes) + 8 * any(ordinals) + 16 * (not is_fewest)
    def row(numbers): return b"".join(map(varint, numbers))
    out = row([first, len(entries)]) + bytes([marks]) + row(shape)
    for items in shapes.items: out += varint(len(items)) + row(items)
    for edit, layout, name, extra in columns.items:
        out += bytes([edit << 4 | layout]) + name.encode() + b"\0" + (b"" if extra is None else varint(extra))
    out += row(times) + row(person) + (row(roster) if marks & 1 else b"") + row(r[0] for r in rosters.items)
    flat = [item for items in context for item in items]
    out += row(map(len, context)) if marks & 2 else b""
    out += row(item[0] for item in flat) + row(item[1] for item in flat) + row(subjects) + row(changes) + row(over_counts) + row(named)
    out += (row(chain_indexes) if marks & 4 else b"") + (row(ordinals) if marks & 8 else b"")
    if marks & 16:
        blocks = [first // 64] + [block for block, _ in places]
        out += varint(len(places)) + row((b - a) & MASK for a, b in zip(blocks, blocks[1:])) + bytes(number for _, number in places)
    flags = [part["flag"] for key, parts in pairs if key[1] == FLAG for part in parts]
    out += sum(flag << at for at, flag in enumerate(flags)).to_bytes((len(flags) + 7) // 8, "little")
    for layout in NUMBERED:
        for key, parts in pairs:
            if key[1] != layout: continue
            out += b"".join(row(part["numbers"]) for part in parts)
            if layout in (DECIMAL, TIME, MONEY): out += row(part["second"] for part in parts)
    texts, tokens = [b""] * 6, []
    for rank in range(3):
        for key, parts in pairs:
            for name in text_parts(key, rank):
                seen = Table()
                for part in parts:
                    if name not in part: continue
                    if part[name] in seen.items: tokens.append(6 + seen.index(part[name]))
                    else:
                        seen.index(part[name])
                        tokens.append(class_of(part[name]))
                        texts[tokens[-1]] += spell(part[name], tokens[-1])
    bodies = [part["body"] for key, parts in pairs if key[1] == LATER or key[0] == 0 for part in parts]
    out += row(tokens) + row(map(len, bodies)) + b"".join(texts) + b"".join(bodies)
    out += head["chain"] + head["origin"] + head["signature"] + b"".join(salt for _, _, salt in salts) + b"".join(persons.items)
    out += b"".join(r[1] for r in rosters.items) + b"".join(chains.items[1:]) + b"".join(item[2] for item in flat) + erased
    return out + b"".join(part["digest"] for key, parts in pairs if key[1] in (FILE, DIGEST) for part in parts)


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
    columns = inflate(bytes.fromhex(run["encoded"]))
    check(columns.hex() == run["columns"], "the columns are not those of the vector")
    c, entries, salts = read_columns(columns)
    check(c["chain"] == chain and c["first"] == run["first"], "a segment is of another chain")
    if c["first"] == 0: check(sha(label("chain") + c["origin"] + space)[:16] == chain, "a wrong origin")
    check(write_columns(c, entries, salts) == columns, "the columns are not canonical")
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
