"""Looks at the sheets of paper with eyes that share no code with the product: a strict HTML parser, and a reader of QR codes.

Needs html5lib and pyzbar from PyPI, and Debian's libzbar0. The sheets are made by the executable, blank ones of every kind and language,
and filled ones from an invented case.
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import html5lib
from pyzbar import pyzbar

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SATCHEL = ROOT / ".build/debug/satchel"
RIGHT_TO_LEFT = {"ar"}
HOSTILE = "<script>alert(1)</script> \"O'Brien\" & مريم"
HTML = "{http://www.w3.org/1999/xhtml}"
# What could load, run or send something.
FORBIDDEN = {"script", "iframe", "object", "embed", "link", "base", "form", "img", "video", "audio", "a"}


def run(folder, *arguments):
    command = [str(SATCHEL), *arguments, "--home", str(folder / "store"), "--passphrase-file", str(folder / "passphrase")]
    done = subprocess.run(command + ["--scrypt-log-n", "10", "--json"], capture_output=True, cwd=folder, check=False)
    if done.returncode:
        sys.exit(f"{arguments[:3]}: {done.stderr.decode()}")
    return json.loads(done.stdout)


def modules(page):
    """The QR code of a page as rows of true and false, read from the path of its SVG; none on a blank sheet."""
    svg = page.find(f".//*[@class='code']")
    if svg is None:
        return None
    size = int(svg.get("viewBox").split()[2])
    dark = [[False] * size for _ in range(size)]
    path = list(svg)[-1].get("d")
    runs = re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", path)
    assert "".join(f"M{x} {y}h{w}v1h-{w}z" for x, y, w, _ in runs) == path, "the path is nothing but runs"
    for x, y, width, _ in runs:
        for column in range(int(x), int(x) + int(width)):
            dark[int(y)][column] = True
    return dark


def read_code(dark, scale=4):
    size = len(dark) * scale
    pixels = bytes(0 if dark[y // scale][x // scale] else 255 for y in range(size) for x in range(size))
    found = pyzbar.decode((pixels, size, size), symbols=[pyzbar.ZBarSymbol.QRCODE])
    return [code.data.decode() for code in found]


def check(path, language, number):
    text = path.read_bytes().decode("utf-8")
    parser = html5lib.HTMLParser(strict=True, tree=html5lib.getTreeBuilder("etree"))
    page = parser.parse(text)
    assert page.get("lang") == language, path
    assert page.get("dir") == ("rtl" if language in RIGHT_TO_LEFT else "ltr"), path
    policy = [meta.get("content") for meta in page.iter(HTML + "meta") if meta.get("http-equiv") == "Content-Security-Policy"]
    assert len(policy) == 1 and policy[0].startswith("default-src 'none';") and "script-src" not in policy[0], path
    for element in page.iter():
        if not isinstance(element.tag, str):
            continue
        name = element.tag.split("}")[-1]
        assert name not in FORBIDDEN, f"{path} has {name}"
        for attribute in element.attrib:
            assert not attribute.startswith("on") and attribute not in ("href", "src", "style"), f"{path} has {attribute}"
    bare = [element for element in page.iter(HTML + "td") if (element.text or "").strip()]
    assert not bare, f"{path}: words in a table outside of bdi"
    dark = modules(page)
    if number is None:
        assert dark is None, path
        return page
    for edge in range(4):
        assert not any(dark[edge]) and not any(dark[-1 - edge]), "the quiet zone above and below"
        assert not any(row[edge] or row[-1 - edge] for row in dark), "the quiet zone at the sides"
    assert read_code(dark) == [number], f"{path}: the code says {read_code(dark)}"
    assert number in "".join(page.itertext()), path
    return page


def soiled(dark):
    """An eighth of the symbol under a stain: error correction Q reads it all the same."""
    size = len(dark)
    side = size // 4
    start = size // 2
    return [
        [cell and not (start <= x < start + side and start <= y < start + side // 2) for x, cell in enumerate(row)]
        for y, row in enumerate(dark)
    ]


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "passphrase").write_text("only for tests, never elsewhere\n")
        os.chmod(folder / "passphrase", 0o600)
        listed = run(folder, "sheet", "list")
        count = 0
        for sheet in listed["sheets"]:
            for language in listed["languages"]:
                path = folder / f"blank-{sheet['name']}-{language}.html"
                run(folder, "sheet", "blank", sheet["name"], "--locale", language, "--out", str(path))
                check(path, language, None)
                count += 1
        run(folder, "init", "--code", "HQ1", "--person", "Olena", "--space", "North")
        client = run(folder, "client", "add", "--set", "given_name=Mariam", "--set", "family_name=" + HOSTILE, "--set", "displacement=idp")["record"]
        case = run(folder, "case", "add", "--set", "title=" + HOSTILE, "--set", "clients=" + client)
        number, case = case["number"], case["record"]
        document = run(folder, "document", "add", "--set", "case=" + case, "--set", "type=lease")["record"]
        (folder / "lease.txt").write_text("Lease\n")
        run(folder, "document", "attach", document, "lease.txt")
        subjects = {"intake": case, "consent": case, "custody": document}
        for sheet, subject in subjects.items():
            for language in listed["languages"]:
                path = folder / f"{sheet}-{language}.html"
                run(folder, "sheet", "print", sheet, subject, "--locale", language, "--out", str(path), "--calendar", "persian")
                page = check(path, language, number)
                isolated = ["".join(element.itertext()) for element in page.iter(HTML + "bdi")]
                assert HOSTILE in isolated, f"{path}: the name is not isolated as it is"
                count += 1
        assert read_code(soiled(modules(page))) == [number], "a soiled code is still read"
        print(f"{count} sheets are valid HTML, in their direction, and load nothing; every QR code says {number}")


main()
