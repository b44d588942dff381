"""Pulls a FAT32 stick while it is written, again and again, and has it looked what can be read of it.

    sudo python3 Tests/storage/stick.py .build-release/release/satchel-bench --points 200 --seed 1

Needs root and `dosfstools`; where the kernel knows no FAT, `fusefat`. A point is a copy of the stick's image, taken at a random moment while a process works on two
stores and the stick: what had been written to the device until then, with what was only in memory lost (fusefat keeps little there). Each copy is mounted, as it is or after `fsck.vfat -a` as most systems do it, and read
by both stores, in copies: every parcel that was reported written must be whole, and nothing else on the stick may stop the reading, crash
it or bring in what is wrong. Ends with 1 when a promise was broken or fewer points were reached than asked for.
"""

import argparse
import collections
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

IMAGE_MIB = 40
POINTS_PER_STICK = 20


class Mounted:
    """The image as a folder; synced and gone from the computer at the end."""

    def __init__(self, image, folder):
        self.image, self.folder = image, folder

    def __enter__(self):
        self.folder.mkdir(exist_ok=True)
        if "vfat" in pathlib.Path("/proc/filesystems").read_text().split():
            subprocess.run(["mount", "-t", "vfat", "-o", "loop", self.image, self.folder], check=True)
        else:
            subprocess.run(["fusefat", "-o", "rw+", self.image, self.folder], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return self.folder

    def __exit__(self, *_):
        for _ in range(50):
            if subprocess.run(["umount", self.folder], stderr=subprocess.DEVNULL).returncode == 0:
                return
            time.sleep(0.1)
        raise SystemExit(f"{self.folder} cannot be unmounted")


class Worker:
    """A process that works on the stores and the stick, and what it has promised so far."""

    def __init__(self, program, stores, stick, seed):
        self.process = subprocess.Popen(
            [program, "endure", str(stores), "--stick", str(stick), "--seed", str(seed)], stdout=subprocess.PIPE)
        self.lines = []
        self.news = threading.Condition()
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        for line in self.process.stdout:
            with self.news:
                self.lines.append(line)
                self.news.notify_all()

    def promised(self):
        with self.news:
            return list(self.lines)

    def wait_for(self, deed):
        """Until the next such line comes."""
        with self.news:
            start = len(self.lines)
            return self.news.wait_for(lambda: any(f'"{deed}"'.encode() in line for line in self.lines[start:]), timeout=60)


def settled(lines):
    """The promises to ask for after a pull: nothing is known of what was about to be written."""
    return b"".join(line for line in lines if line.endswith(b"\n"))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--points", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    program = os.path.abspath(options.program)
    chance = random.Random(options.seed)
    root = pathlib.Path(tempfile.mkdtemp(prefix="satchel-stick-"))
    counts = collections.Counter()
    start = time.monotonic()
    points = 0
    while points < options.points:
        folder = root / str(points)
        folder.mkdir()
        image = folder / "stick.img"
        with open(image, "wb") as file:
            file.truncate(IMAGE_MIB << 20)
        subprocess.run(["mkfs.vfat", "-F", "32", image], check=True, stdout=subprocess.DEVNULL)
        with Mounted(image, folder / "stick") as stick:
            worker = Worker(program, folder / "stores", stick, options.seed * 1000 + points)
            try:
                wanted = min(POINTS_PER_STICK, options.points - points)
                pulls = [pull(worker, folder, image, number, chance) for number in range(wanted)]
            finally:
                worker.process.kill()
                worker.process.wait()
        for number, promises in enumerate(pulls):
            for mended in (False, True):
                trouble = look(program, folder, number, promises, mended, counts)
                if trouble:
                    print(f"FAILED point {points + number + 1}, {'after fsck' if mended else 'as it was'}: {trouble}", file=sys.stderr)
                    print(f"Everything is kept in {folder}", file=sys.stderr)
                    return 1
        points += len(pulls)
        shutil.rmtree(folder)
        print(f"{points} points, {time.monotonic() - start:.0f} s", flush=True)
    root.rmdir()
    said = ", ".join(f"{count} {what}" for what, count in sorted(counts.items()))
    print(f"{points} pulls, each looked at twice; {said}; no promise broken")
    return 0 if counts["pulled while writing"] > 0 and counts["promises checked"] > 0 else 1


def pull(worker, folder, image, number, chance):
    """Copies the device while it is being written, and the stores.

    Returns what had been promised until then."""
    if not worker.wait_for("writing"):
        raise SystemExit("the worker has stopped")
    time.sleep(chance.random() * 0.1)
    os.kill(worker.process.pid, signal.SIGSTOP)
    try:
        # Only what has been written to the device: the pages of the mounted files are elsewhere.
        shutil.copyfile(image, folder / f"pulled-{number}.img")
        shutil.copytree(folder / "stores", folder / f"stores-{number}")
        # By now what it had said has been heard.
        time.sleep(0.02)
        return settled(worker.promised())
    finally:
        os.kill(worker.process.pid, signal.SIGCONT)


def look(program, folder, number, promises, mended, counts):
    """What is wrong with a pulled stick, or nothing."""
    image = folder / "looked-at.img"
    shutil.copyfile(folder / f"pulled-{number}.img", image)
    if mended:
        subprocess.run(["fsck.vfat", "-a", image], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    stores = folder / "looked-at"
    shutil.rmtree(stores, ignore_errors=True)
    shutil.copytree(folder / f"stores-{number}", stores)
    file = folder / "promises.jsonl"
    file.write_bytes(promises)
    last = json.loads(promises.splitlines()[-1])
    counts["pulled while writing"] += not mended and last["deed"] == "writing"
    with Mounted(image, folder / "looked-at-stick") as stick:
        done = subprocess.run(
            [program, "endure", str(stores), "--stick", str(stick), "--promises", str(file), "--sample", "20", "--steps", "0", "--read"],
            capture_output=True)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    for line in lines:
        counts["promises checked"] += line.get("count", 0) if line["deed"] == "checked" else 0
        if line["deed"] == "read":
            counts[f"parcels {line['text']}"] += 1
    if done.returncode != 0:
        return f"{done.returncode} {[line for line in lines if line['deed'] in ('broken', 'failed')]} {done.stderr.decode()[-500:]}"
    return None


if __name__ == "__main__":
    sys.exit(main())
