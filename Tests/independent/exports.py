"""Reads what leaves with readers that share no code with the product: JSON Lines against the schemas, CSV, XLSX, age.

Runs the executable (SATCHEL, or .build/debug/satchel) on a store of its own in a temporary folder.
"""

import csv
import datetime
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import jsonschema
import openpyxl
import pyrage

ROOT = pathlib.Path(__file__).resolve().parents[2]
SATCHEL = os.environ.get("SATCHEL", str(ROOT / ".build/debug/satchel"))


def main():
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        passphrase = folder / "passphrase"
        passphrase.write_text("only for this test\n")
        passphrase.chmod(0o600)

        def run(*arguments, status=0):
            command = [SATCHEL, *arguments, "--home", str(folder / "hq"), "--passphrase-file", str(passphrase), "--scrypt-log-n", "10"]
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
            assert done.returncode == status, (arguments, done.returncode, done.stdout, done.stderr)
            return done.stdout

        def add(kind, **fields):
            sets = [part for name, value in fields.items() for part in ("--set", f"{name}={value}")]
            return json.loads(run(kind, "add", "--json", *sets))["record"]

        run("init", "--code", "HQ1", "--person", "Olena", "--space", "North")
        identity = pyrage.x25519.Identity.generate()
        mariam = add("client", given_name="Mariam", family_name="=HYPERLINK(1)", languages="ar,fr", phone="+961 3 1", birth_date="1984~")
        add("client", given_name="محمد", household_size="5", place="@LB11 الخيمة")
        matter = add("case", title="eviction", clients=mariam)
        add("consultation", case=matter, date="2026-05-03")
        partner = add("partner", name="Hospital", type="health_provider", age_recipient=str(identity.to_public()))
        referral = add("referral", client=mariam, partner=partner, service="health", reason="<care> & more")
        run("consent", "give", mariam, "--purposes", "referral,data_sharing")

        inside = ["--purpose", "internal", "--reason", "test"]
        count = 0
        run("export", *inside, "--out", "all.jsonl")
        for path, everything in [("all.jsonl", True), ("shared.jsonl", False)]:
            if not everything:
                run("export", "--purpose", "data_sharing", "--recipient", "Hospital", "--reason", "test", "--out", path)
            lines = [json.loads(line) for line in (folder / path).read_text().splitlines()]
            assert lines
            for line in lines:
                schema = json.loads((ROOT / f"Schemas/records/{line['kind']}.schema.json").read_text())
                jsonschema.Draft202012Validator(schema).validate(line["fields"])
                count += 1
        names = {line["fields"].get("given_name") for line in lines}
        assert "Mariam" in names and "محمد" not in names, names
        print(f"JSON Lines: {count} records validate against their schemas")

        run("export", *inside, "--kind", "client", "--format", "csv", "--out", "clients.csv")
        rows = list(csv.DictReader((folder / "clients.csv").open(encoding="utf-8-sig", newline="")))
        assert len(rows) == 2 and {row["given_name"] for row in rows} == {"Mariam", "محمد"}
        assert all(not value.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) for row in rows for value in row.values())
        first = next(row for row in rows if row["given_name"] == "Mariam")
        assert first["family_name"] == "'=HYPERLINK(1)" and first["languages"] == "ar, fr" and first["birth_date"] == "1984~", first
        print(f"CSV: {len(rows)} rows, nothing that a spreadsheet would compute")

        run("export", *inside, "--format", "xlsx", "--out", "all.xlsx")
        book = openpyxl.load_workbook(folder / "all.xlsx")
        clients = list(book["client"].values)
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        assert any("=HYPERLINK(1)" in row for row in clients) and not any(cell.data_type == "f" for cell in cells)
        assert any(5 in row for row in clients)
        print(f"XLSX: {len(book.sheetnames)} sheets, {len(cells)} cells, none a formula")

        run("referral", "packet", referral, "--out", "packet.age")
        page = pyrage.decrypt((folder / "packet.age").read_bytes(), [identity]).decode()
        assert "Mariam" in page and "&lt;care&gt; &amp; more" in page and "محمد" not in page
        shown = json.loads(run("referral", "packet", referral, "--out", "words.age", "--passphrase", "--json"))
        again = pyrage.passphrase.decrypt((folder / "words.age").read_bytes(), shown["passphrase"]).decode()
        assert "Mariam" in again
        print("age: a packet for a key and one for a passphrase are opened by rage")

        book = openpyxl.Workbook()
        sheet = book.active
        sheet.append(["No", "First name", "Born", "Sex"])
        sheet.append([7, "Noor", datetime.date(1990, 5, 3), "Female"])
        book.save(folder / "list.xlsx")
        mapping = {"mapping": 1, "kind": "client", "id": "No", "fields": {"given_name": "First name", "birth_date": "Born", "sex": "Sex"}}
        (folder / "map.json").write_text(json.dumps(mapping))
        report = json.loads(run("import", "list.xlsx", "--mapping", "map.json", "--apply", "--json"))
        assert report["new"] == 1, report
        found = json.loads(run("client", "show", "Noor", "--json"))["fields"]
        assert json.dumps(found).count("1990-05-03") and json.dumps(found).count("female"), found
        print("import: a workbook of openpyxl is brought in")


if __name__ == "__main__":
    sys.exit(main())
