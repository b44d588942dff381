#!/usr/bin/env python3
"""Builds the preset dictionaries of segments (`Schemas/log.md`, "Dictionaries") from what is in this repository:
the labels of schemas and vocabularies, and the phrases of `Schemas/phrases`. No client's words go in, nor any test's.

A dictionary that was released is never built anew: streams name it by its number for ever. So a file that is there
is left alone; a better one gets the next version in RELEASES, and a line of its own in `PresetDictionary.swift`.

    python3 Schemas/dictionaries/build.py          # writes what is missing
    python3 Schemas/dictionaries/build.py --check  # builds all again and compares; for those who changed nothing
"""
import json
import pathlib
import sys

SCHEMAS = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(SCHEMAS.parent / "Tests" / "independent"))
from alphabets import encode_text  # noqa: E402

RELEASES = ["en-1", "fr-1", "ar-1", "uk-1"]
BYTES_MAX = 20 * 1024


def labels(node, language):
    """The texts of one language in a schema file, in order."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key == language and isinstance(value, str):
                yield value
            else:
                yield from labels(value, language)
    elif isinstance(node, list):
        for value in node:
            yield from labels(value, language)


def build(language):
    lines = []
    for folder in ("records", "vocabularies"):
        for file in sorted((SCHEMAS / folder).glob("*.json")):
            lines += labels(json.loads(file.read_text(encoding="utf-8")), language)
    # What a note is likelier to say stands last: near matches cost fewer bits.
    phrases = (SCHEMAS / "phrases" / f"{language}.md").read_text(encoding="utf-8").split("\n")
    said = "\n".join(phrases)
    seen = set()
    kept = []
    for line in lines:
        if line not in seen and line not in said:
            seen.add(line)
            kept.append(line)
    text = ". ".join(kept) + ". " + ". ".join(phrase for phrase in phrases if phrase)
    return encode_text(text, language)[-BYTES_MAX:]


def main():
    for release in RELEASES:
        path = SCHEMAS / "dictionaries" / f"{release}.bin"
        if "--check" in sys.argv:
            same = path.read_bytes() == build(release.split("-")[0])
            print(release, "as it would be built today" if same else "built from other words, as released")
        elif not path.exists():
            path.write_bytes(build(release.split("-")[0]))
            print(release, path.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
