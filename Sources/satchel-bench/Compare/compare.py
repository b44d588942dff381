"""What anybody can install, on the reference workload: prints one JSON object, a member for each.

Three transfers for each: everything (every device's own stream to an empty headquarters), the last hundredth of all events by time
(headquarters has the rest), and a tiny exchange in each language. None of them signs or seals. Peers of documents ship each transfer
deflated by zlib -9, as a sensible program would. The first run installs them into an environment of their own.
"""

import argparse
import gzip
import json
import lzma
import os
import resource
import subprocess
import sys
import time
import zlib
from pathlib import Path

PACKAGES = ["loro==1.17.1", "pycrdt==0.14.13", "apsw==3.54.1.0", "zstandard==0.25.0"]


def talk(text):
    print(text, file=sys.stderr, flush=True)


# --- the workload


def read(path):
    events, lines = [], []
    with open(path, "rb") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                event = json.loads(line)
                event["wall_time_ms"], event["record_id"], event["kind"]
            except (ValueError, KeyError, TypeError) as error:
                sys.exit(f"{path}, line {number}: it is no event: {error}")
            events.append(event)
            lines.append(line)
    return events, lines


class Workload:
    def __init__(self, folder):
        folder = Path(folder)
        self.devices = {path.stem: read(path) for path in sorted(folder.glob("d[0-9]*.jsonl"))}
        self.tiny = {path.stem.removeprefix("tiny_"): read(path) for path in sorted(folder.glob("tiny_*.jsonl"))}
        if not self.devices:
            sys.exit(f"There is no d01.jsonl in {folder}. Name a folder that the generator wrote.")
        times = sorted(event["wall_time_ms"] for events, _ in self.devices.values() for event in events)
        self.cut = times[len(times) - max(1, len(times) // 100)]

    def parts(self, device):
        """The events of a device before and from the last hundredth on."""
        events = self.devices[device][0]
        return [e for e in events if e["wall_time_ms"] < self.cut], [e for e in events if e["wall_time_ms"] >= self.cut]


def saves(events):
    run, last = [], None
    for event in events:
        if run and event.get("batch") != last:
            yield run
            run = []
        run.append(event)
        last = event.get("batch")
    if run:
        yield run


# --- codecs


def codecs(work):
    import zstandard

    for name, pack, unpack in [
        ("gzip -9", lambda b: gzip.compress(b, 9, mtime=0), gzip.decompress),
        ("zstd -19", lambda b: zstandard.compress(b, 19), zstandard.decompress),
        ("xz -9e", lambda b: lzma.compress(b, preset=9 | lzma.PRESET_EXTREME), lzma.decompress),
    ]:
        talk(name)
        everything = [pack(b"".join(lines)) for _, lines in work.devices.values()]
        increment = 0
        for events, lines in work.devices.values():
            late = b"".join(line for event, line in zip(events, lines) if event["wall_time_ms"] >= work.cut)
            increment += len(pack(late)) if late else 0
        start = time.perf_counter()
        for packed in everything:
            for line in unpack(packed).splitlines():
                json.loads(line)
        yield name, {
            "bytes_initial": sum(map(len, everything)),
            "bytes_incr": increment,
            "tiny": {language: len(pack(b"".join(lines))) for language, (_, lines) in work.tiny.items()},
            "merge_s": time.perf_counter() - start,
            "stored": sum(map(len, everything)),
        }


# --- documents of replicated types


class Loro:
    name = "Loro, one document"

    def __init__(self, number):
        import loro

        self.loro = loro
        self.document = loro.LoroDoc()
        self.document.peer_id = number + 1

    def record(self, name):
        return self.document.get_map("records").get_or_create_container(name, self.loro.LoroMap())

    def put(self, record, field, value):
        record.insert(field, value)

    def delete(self, record, field):
        record.delete(field)

    def append(self, record, field, text):
        note = record.get_or_create_container(field, self.loro.LoroText())
        note.insert(note.len_unicode, text)

    def save(self, work):
        work()
        self.document.commit()

    def state(self):
        return self.document.oplog_vv

    def since(self, state):
        mode = self.loro.ExportMode
        return self.document.export(mode.Updates(state if state is not None else self.loro.VersionVector()))

    def take(self, data):
        self.document.import_(data)

    def stored(self):
        return self.document.export(self.loro.ExportMode.Snapshot())

    def values(self):
        return self.document.get_deep_value()["records"]


class Yrs:
    name = "Yrs (pycrdt), one document"

    def __init__(self, number):
        import pycrdt

        self.pycrdt = pycrdt
        self.document = pycrdt.Doc(client_id=number + 1)
        self.records = self.document.get("records", type=pycrdt.Map)

    def record(self, name):
        if name not in self.records:
            self.records[name] = self.pycrdt.Map()
        return self.records[name]

    def put(self, record, field, value):
        record[field] = value

    def delete(self, record, field):
        if field in record:
            del record[field]

    def append(self, record, field, text):
        if field in record:
            record[field] += text
        else:
            record[field] = self.pycrdt.Text(text)

    def save(self, work):
        with self.document.transaction():
            work()

    def state(self):
        return self.document.get_state()

    def since(self, state):
        return self.document.get_update(state) if state is not None else self.document.get_update()

    def take(self, data):
        self.document.apply_update(data)

    def stored(self):
        return self.document.get_update()

    def values(self):
        return {name: self.records[name].to_py() for name in self.records}


def play(peer, events):
    for save in saves(events):

        def work():
            for event in save:
                record = peer.record(event["record_id"])
                sort, field, value = event["kind"], event.get("field"), event.get("value")
                if sort == "create":
                    for name, content in event["fields"].items():
                        peer.put(record, name, content)
                elif sort == "set":
                    peer.put(record, field, value)
                elif sort == "add":
                    peer.put(record, field + "/" + value, True)
                elif sort == "remove":
                    peer.delete(record, field + "/" + value)
                else:
                    peer.append(record, field, value)
                # Who and when, as every entry of a signed log has it.
                peer.put(record, "updated_at", event["wall_time_ms"] // 1000)
                peer.put(record, "updated_by", event["user"])

        peer.save(work)


def owners(work):
    return {e["record_id"]: d for d, (events, _) in work.devices.items() for e in events if e["kind"] == "create"}


def documents(work, make):
    """Edits of another device's record are left to its owner's document: a device without it cannot make them alone."""
    talk(make.name)
    owner = owners(work)
    everything = increment = 0
    payloads, first, states = [], None, {}
    for number, device in enumerate(work.devices):
        peer = make(number)
        own = [[e for e in part if owner.get(e["record_id"]) == device] for part in work.parts(device)]
        play(peer, own[0])
        met = peer.state()
        play(peer, own[1])
        packed = zlib.compress(peer.since(None), 9)
        payloads.append(packed)
        everything += len(packed)
        increment += len(zlib.compress(peer.since(met), 9))
        if first is None:
            first = peer
        states[device] = peer.state()
    tiny = {}
    for language, (events, _) in work.tiny.items():
        before = first.state()
        play(first, events)
        tiny[language] = len(zlib.compress(first.since(before), 9))
    start = time.perf_counter()
    headquarters = make(len(work.devices))
    for packed in payloads:
        headquarters.take(zlib.decompress(packed))
    merge = time.perf_counter() - start
    start = time.perf_counter()
    count = len(headquarters.values())
    return make.name, {
        "bytes_initial": everything, "bytes_incr": increment, "tiny": tiny, "merge_s": merge,
        "materialise_s": time.perf_counter() - start, "stored": len(headquarters.stored()), "records": count,
    }


# --- SQLite sessions


class Tables:
    def __init__(self, apsw, columns, path=":memory:"):
        self.apsw = apsw
        self.columns = columns
        self.db = apsw.Connection(path)
        # So that a record that arrives after an edit of it is no conflict of keys.
        for kind, names in columns.items():
            fields = ", ".join(f'"{name}"' for name in names)
            self.db.execute(f'CREATE TABLE "{kind}" (id TEXT PRIMARY KEY, {fields}, updated_at, updated_by)')
        self.db.execute("CREATE TABLE tag (record TEXT, field TEXT, value TEXT, PRIMARY KEY (record, field, value)) WITHOUT ROWID")

    def session(self):
        session = self.apsw.Session(self.db, "main")
        session.attach()
        return session

    def play(self, events):
        with self.db:
            for event in events:
                kind, record, sort = event["record_type"], event["record_id"], event["kind"]
                field, value = event.get("field"), event.get("value")
                stamp = (event["wall_time_ms"] // 1000, event["user"])
                if sort == "create":
                    names = list(event["fields"])
                    fields = ", ".join(f'"{name}"' for name in names)
                    marks = ", ".join("?" * (len(names) + 3))
                    self.db.execute(
                        f'INSERT INTO "{kind}" (id, {fields}, updated_at, updated_by) VALUES ({marks})',
                        (record, *event["fields"].values(), *stamp))
                elif sort in ("add", "remove"):
                    text = "INSERT OR IGNORE INTO tag VALUES (?, ?, ?)"
                    if sort == "remove":
                        text = "DELETE FROM tag WHERE record = ? AND field = ? AND value = ?"
                    self.db.execute(text, (record, field, value))
                else:
                    content = f'coalesce("{field}", \'\') || ?' if sort == "note" else "?"
                    self.db.execute(
                        f'UPDATE "{kind}" SET "{field}" = {content}, updated_at = ?, updated_by = ? WHERE id = ?',
                        (value, *stamp, record))


def sessions(work):
    """Net changesets: the final rows of a period and no history."""
    import apsw

    name = "SQLite session changeset, no history"
    talk(name)
    columns = {}
    streams = [events for events, _ in work.devices.values()] + [events for events, _ in work.tiny.values()]
    for event in (event for events in streams for event in events):
        names = columns.setdefault(event["record_type"], {})
        if event["kind"] == "create":
            names.update(dict.fromkeys(event["fields"]))
        elif event["kind"] in ("set", "note"):
            names[event["field"]] = None
    everything = increment = 0
    payloads, first = [], None
    for device in work.devices:
        tables = Tables(apsw, columns)
        before, after = work.parts(device)
        whole = tables.session()
        tables.play(before)
        late = tables.session()
        tables.play(after)
        packed = zlib.compress(whole.changeset(), 9)
        payloads.append(packed)
        everything += len(packed)
        increment += len(zlib.compress(late.changeset(), 9))
        first = first or tables
        whole.close()
        late.close()
    tiny = {}
    for language, (events, _) in work.tiny.items():
        session = first.session()
        first.play(events)
        tiny[language] = len(zlib.compress(session.changeset(), 9))
        session.close()
    path = Path(os.environ.get("TMPDIR", "/tmp")) / f"satchel-bench-{os.getpid()}.sqlite"
    headquarters = Tables(apsw, columns, str(path))
    headquarters.db.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
    start = time.perf_counter()
    for packed in payloads:
        apsw.Changeset.apply(
            zlib.decompress(packed), headquarters.db, conflict=lambda code, change: apsw.SQLITE_CHANGESET_OMIT)
    merge = time.perf_counter() - start
    headquarters.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    headquarters.db.close()
    stored = path.stat().st_size
    for suffix in ("", "-wal", "-shm"):
        Path(str(path) + suffix).unlink(missing_ok=True)
    return name, {"bytes_initial": everything, "bytes_incr": increment, "tiny": tiny, "merge_s": merge, "stored": stored}


# --- running


PARTS = ["codecs", "loro", "yrs", "sessions"]


def measure(part, work):
    if part == "codecs":
        return dict(codecs(work))
    if part == "sessions":
        return dict([sessions(work)])
    return dict([documents(work, Loro if part == "loro" else Yrs)])


def environment(path):
    python = Path(path) / "bin" / "python"
    marker = Path(path) / "packages.txt"
    if not marker.exists() or marker.read_text() != "\n".join(PACKAGES):
        talk("installing " + ", ".join(PACKAGES))
        subprocess.run([sys.executable, "-m", "venv", path], check=True, stdout=sys.stderr)
        subprocess.run(
            [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES], check=True, stdout=sys.stderr)
        marker.write_text("\n".join(PACKAGES))
    return python


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder")
    parser.add_argument("--environment", help="where the others are installed, once")
    parser.add_argument("--part", choices=PARTS, help="one of them, in this process")
    options = parser.parse_args()
    if options.part:
        result = measure(options.part, Workload(options.folder))
        for figures in result.values():
            # Of this process with the workload read: an upper bound.
            figures["process_rss_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
        print(json.dumps(result))
        return
    if not options.environment:
        parser.error("--environment is missing")
    python = environment(options.environment)
    # Each in a process of its own: what one keeps in memory does not slow the next.
    merged = {}
    for part in PARTS:
        done = subprocess.run([python, __file__, options.folder, "--part", part], stdout=subprocess.PIPE)
        if done.returncode != 0:
            sys.exit(f"{part} failed")
        merged.update(json.loads(done.stdout))
    print(json.dumps(merged))


main()
