"""Fails one call of the disk after another, and has it looked each time whether every promise was kept.

    python3 Tests/storage/faults.py .build-release/release/satchel-bench --points 200 --seed 1
    python3 Tests/storage/faults.py .build-release/release/satchel-bench --all

A point is a copy of two stores and their stick on which a process works while the n-th write, sync, rename, truncation or removal fails,
once or from then on, or writes half. The process may refuse what it is asked for, in words, but must not crash and must not promise what
it does not keep: afterwards, on a disk that works again, the stores are checked and so are all promises. With --points the n are spread
over all the calls that a run makes, the first ones always among them; with --all every n is taken until none is left to fail. Ends with 1
when a promise was broken, a process crashed or a point was not reached.
"""

import argparse
import collections
import errno
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

STEPS = 25
FAULTS = [
    ("write", "once", errno.EIO),
    ("write", "once", errno.ENOSPC),
    ("write", "ever", errno.EIO),
    ("write", "ever", errno.ENOSPC),
    ("write", "short", errno.EIO),
    ("sync", "once", errno.EIO),
    ("sync", "ever", errno.EIO),
    ("rename", "once", errno.EIO),
    ("rename", "ever", errno.EIO),
    ("truncate", "once", errno.EIO),
    ("truncate", "ever", errno.EIO),
    ("unlink", "once", errno.EACCES),
    ("unlink", "ever", errno.EACCES),
]
# These may not be said by a program that has noticed what happened.
CRASHES = ("Fatal error", "Precondition failed", "Unexpectedly found", "Index out of range")


class Broken(Exception):
    pass


class Bench:
    def __init__(self, program, root):
        self.program = program
        self.root = root
        self.shim = root / "failing.so"
        source = pathlib.Path(__file__).with_name("failing.c")
        compiler = shutil.which("cc") or shutil.which("clang") or "cc"
        subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", self.shim, source, "-ldl"], check=True)
        self.template = root / "template"
        self.template.mkdir()
        self.deeds = collections.Counter()
        self.promises, status = self.run(self.template, 1, "--steps", "60")
        if status != 0:
            raise Broken(f"the stores could not be made: {status}")

    def run(self, folder, seed, *options, fault=None):
        """What was promised, and how the process ended."""
        environment = dict(os.environ)
        if fault:
            kind, mode, number, at = fault
            environment |= {
                "LD_PRELOAD": str(self.shim), "FAULT_UNDER": str(folder), "FAULT_KIND": kind, "FAULT_MODE": mode, "FAULT_AT": str(at),
                "FAULT_ERRNO": str(number), "FAULT_REPORT": str(self.root / "report"),
            }
            (self.root / "report").unlink(missing_ok=True)
        done = subprocess.run(
            [self.program, "endure", str(folder), "--seed", str(seed), *options], capture_output=True, env=environment, timeout=300)
        said = done.stderr.decode(errors="replace")
        if done.returncode < 0 or any(crash in said for crash in CRASHES):
            raise Broken(f"it crashed with {done.returncode}: {said[-2000:]}")
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        for line in lines:
            if line["deed"] == "broken":
                raise Broken(line["text"])
            if line["deed"] == "failed" and len(line.get("text", "")) < 20:
                raise Broken(f"it failed without words: {line}")
        return lines, done.returncode

    def report(self):
        calls, struck = (self.root / "report").read_text().split()
        return int(calls), int(struck)

    def point(self, seed, fault):
        """Whether the fault struck, and how many calls of its kind there were."""
        folder = self.root / "stores"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.template, folder)
        promises, status = self.run(folder, seed, "--steps", str(STEPS), fault=fault)
        if status not in (0, 2):
            raise Broken(f"it ended with {status}")
        calls, struck = self.report()
        failed = [promise for promise in promises if promise["deed"] == "failed"]
        self.deeds.update(promise["deed"] for promise in promises)
        # On a disk that works again.
        file = self.root / "promises.jsonl"
        file.write_text("".join(json.dumps(promise) + "\n" for promise in self.promises + promises))
        checked, status = self.run(folder, seed, "--steps", "3", "--promises", str(file))
        if status != 0 or not any(line["deed"] == "checked" for line in checked):
            raise Broken(f"afterwards it ended with {status}: {checked[-3:]}; what had failed: {failed[:3]}")
        bad = [line for line in checked if line["deed"] == "failed"]
        if bad:
            raise Broken(f"afterwards something failed still: {bad[:2]}")
        return struck > 0, calls


def chosen(calls, wanted, chance):
    """`wanted` of the numbers from 1 to `calls`, the first ones always among them."""
    if calls <= wanted:
        return list(range(1, calls + 1))
    first = min(5, wanted)
    return sorted(set(range(1, first + 1)) | set(chance.sample(range(first + 1, calls + 1), wanted - first)))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--points", type=int, default=200)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    root = pathlib.Path(tempfile.mkdtemp(prefix="satchel-faults-"))
    bench = Bench(os.path.abspath(options.program), root)
    total = 0
    for index, (kind, mode, number) in enumerate(FAULTS):
        name = f"{kind} {mode} {errno.errorcode[number]}"
        _, calls = bench.point(options.seed, (kind, mode, number, 0))
        share = calls + 20 if options.all else -(-options.points // len(FAULTS))
        struck = 0
        for at in chosen(calls, share, chance) if not options.all else range(1, calls + 1):
            try:
                hit, _ = bench.point(options.seed, (kind, mode, number, at))
            except Broken as broken:
                print(f"FAILED {name}, call {at}: {broken}\nThe stores are kept in {root}", file=sys.stderr)
                return 1
            struck += hit
        print(f"{name}: {struck} of {calls} calls failed in turn", flush=True)
        # What is done when nobody asks depends on the time, and so do the last calls of a run.
        if struck == 0 or struck < min(share, calls) * 0.8:
            print(f"FAILED {name}: only {struck} points were reached", file=sys.stderr)
            return 1
        total += struck
    shutil.rmtree(root)
    said = ", ".join(f"{count} {deed}" for deed, count in sorted(bench.deeds.items()))
    print(f"{total} faults; {said}; no promise broken")
    return 0


if __name__ == "__main__":
    sys.exit(main())
