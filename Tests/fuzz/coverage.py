"""Builds the parsers with libFuzzer, which comes with the toolchain, and gives each of them so many seconds.

    python3 Tests/fuzz/coverage.py --seconds 180 --work /tmp/satchel-coverage

What reaches new code is kept below --work from one run to the next. `--keep` adds to Samples/fuzz what that corpus reaches and the kept
one does not, as few and as small inputs as will do. An input that a parser does not withstand is left in --work, and the run ends with 1.
Debug builds check for overflow and for reading past the end; that is what is looked for here, so it is no release build.
"""

import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PARSERS = [
    "segment", "entry", "snapshot", "adoption", "parcel", "keyfile", "roster", "request", "statement", "json", "csv", "xlsx"]
BUILD = ".build-fuzz"
INPUT_BYTES_MAX = 96 * 1024
KEPT_BYTES_MAX = 2048


def build():
    subprocess.run(
        ["swift", "build", "--scratch-path", BUILD, "--product", "satchel-fuzz"], cwd=ROOT, check=True,
        env=os.environ | {"SATCHEL_FUZZ": "1"})
    return ROOT / BUILD / "debug" / "satchel-fuzz"


def fuzz(program, name, arguments, folders):
    return subprocess.run(
        [program, name, ROOT / "Samples/vectors", *arguments, *map(str, folders)], stderr=subprocess.PIPE, text=True, errors="replace",
        env=os.environ | {"SWIFT_BACKTRACE": "enable=no"})


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("parsers", nargs="*", default=PARSERS, metavar="PARSER")
    parser.add_argument("--seconds", type=int, default=120)
    parser.add_argument("--work", type=pathlib.Path, default=ROOT / BUILD / "corpus")
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    program = build()
    failed = False
    for name in options.parsers:
        corpus, findings = options.work / name, options.work / "findings"
        kept = ROOT / "Samples/fuzz" / name
        for folder in (corpus, findings):
            folder.mkdir(parents=True, exist_ok=True)
        done = fuzz(
            program, name,
            [
                f"-max_total_time={options.seconds}", f"-max_len={INPUT_BYTES_MAX}", "-timeout=20", "-rss_limit_mb=1024", "-print_final_stats=1",
                f"-artifact_prefix={findings}/{name}-",
            ], [corpus, kept])
        runs = re.findall(r"stat::number_of_executed_units: (\d+)", done.stderr)
        covered = re.findall(r"cov: (\d+) ft: (\d+)", done.stderr)
        first, last = (covered[0], covered[-1]) if covered else (("0", "0"), ("0", "0"))
        inited = re.findall(r"INITED cov: (\d+) ft: (\d+)", done.stderr)
        first = inited[0] if inited else first
        print(
            f"{name}: {runs[-1] if runs else '?'} inputs in {options.seconds} s, edges {first[0]} -> {last[0]}, features {first[1]} -> {last[1]}, "
            f"{len(list(corpus.iterdir()))} inputs in the corpus", flush=True)
        if done.returncode != 0:
            failed = True
            print(f"{name}: FAILED with {done.returncode}\n" + "\n".join(done.stderr.splitlines()[-40:]), file=sys.stderr, flush=True)
        elif options.keep:
            keep(program, name, corpus, kept)
    return 1 if failed else 0


def keep(program, name, corpus, kept):
    """Merges, smallest first, into a copy of the kept corpus; what is new in it and small is kept too."""
    merged = corpus.parent / f"{name}-merged"
    shutil.rmtree(merged, ignore_errors=True)
    shutil.copytree(kept, merged)
    before = {file.name for file in merged.iterdir()}
    fuzz(program, name, ["-merge=1", f"-max_len={KEPT_BYTES_MAX}"], [merged, corpus])
    new = [file for file in merged.iterdir() if file.name not in before and file.stat().st_size <= KEPT_BYTES_MAX]
    for file in new:
        shutil.copy(file, kept / file.name)
    print(f"{name}: {len(new)} inputs of at most {KEPT_BYTES_MAX} bytes reach what the kept ones do not", flush=True)


if __name__ == "__main__":
    sys.exit(main())
