"""Kills a process that works on real stores, again and again, and has it looked each time whether every promise was kept.

    python3 Tests/storage/kill.py .build-release/release/satchel-bench --points 200 --seed 1

A point is a kill (SIGKILL) at a random moment: while it opens and checks, or after some number of promises and up to 20 ms. The next
process opens the same stores, checks the stores and the promises of all processes before it, and goes on until it is killed in turn; the
stores are begun anew after every 40 points. At the end everything is checked once more. Ends with 1 when a promise was broken, something
failed that nobody had broken, or fewer points were reached than asked for.
"""

import argparse
import collections
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time

POINTS_PER_STORE = 40


class Run:
    """One process on the stores, whose lines are added to the promises as they come."""

    def __init__(self, program, folder, seed, *options):
        self.promises = folder / "promises.jsonl"
        self.promises.touch()
        # What is checked must not grow while it is read.
        former = folder / "former.jsonl"
        shutil.copyfile(self.promises, former)
        self.process = subprocess.Popen(
            [program, "endure", str(folder), "--seed", str(seed), "--promises", str(former), *options], stdout=subprocess.PIPE,
            stderr=subprocess.PIPE)
        self.deeds = collections.Counter()
        self.bad = []

    def read(self):
        """The next line, or nothing when there will be no more."""
        line = self.process.stdout.readline()
        if not line.endswith(b"\n"):
            return None
        promise = json.loads(line)
        self.deeds[promise["deed"]] += 1
        if promise["deed"] in ("broken", "failed"):
            self.bad.append(promise)
        elif promise["deed"] != "checked":
            with open(self.promises, "ab") as file:
                file.write(line)
        return promise

    def kill(self):
        """Whether it was still running."""
        running = self.process.poll() is None
        self.process.kill()
        while self.read():
            pass
        self.process.wait()
        return running and self.process.returncode == -9


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--points", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    program = os.path.abspath(options.program)
    chance = random.Random(options.seed)
    deeds = collections.Counter()
    struck = collections.Counter()
    checked = 0
    seed = options.seed * 1_000_000
    start = time.monotonic()
    root = pathlib.Path(tempfile.mkdtemp(prefix="satchel-kill-"))
    points = 0
    while points < options.points:
        folder = root / str(points)
        folder.mkdir()
        for _ in range(min(POINTS_PER_STORE, options.points - points)):
            seed += 1
            run = Run(program, folder, seed, "--sample", "100")
            early = chance.random() < 0.2
            if early:
                time.sleep(chance.random() * 0.3)
            else:
                wanted = chance.randrange(1, 30)
                while wanted > 0:
                    promise = run.read()
                    if promise is None:
                        break
                    wanted -= promise["deed"] not in ("founded", "checked")
                time.sleep(chance.random() * 0.02)
            if not run.kill():
                print(run.process.stderr.read().decode(errors="replace"), file=sys.stderr)
                return fail(folder, f"point {points + 1}: it ended by itself with {run.process.returncode}; {run.bad}")
            if run.bad:
                return fail(folder, f"point {points + 1}: {run.bad}")
            points += 1
            checked += run.deeds["checked"]
            deeds += run.deeds
            struck["while opening or checking" if early else "while working"] += 1
            if points % 50 == 0:
                print(f"{points} points, {time.monotonic() - start:.0f} s", flush=True)
        seed += 1
        last = Run(program, folder, seed, "--steps", "0")
        while last.read():
            pass
        last.process.wait()
        if last.process.returncode != 0 or last.bad or last.deeds["checked"] != 1:
            return fail(folder, f"at the end: {last.process.returncode} {last.bad}")
        if not notices_a_lie(program, folder):
            return fail(folder, "a promise that nobody made was found kept: the check checks nothing")
        shutil.rmtree(folder)
    root.rmdir()
    said = ", ".join(f"{count} {deed}" for deed, count in sorted(deeds.items()))
    print(f"{points} kills ({', '.join(f'{count} {when}' for when, count in sorted(struck.items()))}); promises: {said}; none broken")
    for deed in ("saved", "attached", "written", "delivered", "closed"):
        if deeds[deed] == 0:
            return fail(root, f"nothing was {deed}")
    return 0


def notices_a_lie(program, folder):
    """Whether words that were never saved are missed."""
    made = [json.loads(line) for line in open(folder / "promises.jsonl")]
    lie = next(promise for promise in made if promise["deed"] == "saved") | {"text": "never said"}
    with open(folder / "promises.jsonl", "a") as file:
        file.write(json.dumps(lie) + "\n")
    run = Run(program, folder, 0, "--steps", "0")
    while run.read():
        pass
    return run.process.wait() == 1 and len(run.bad) == 1


def fail(folder, what):
    print(f"FAILED {what}\nThe stores are kept in {folder}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
