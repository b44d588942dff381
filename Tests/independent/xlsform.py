"""XLSForms as pyxform and openpyxl see them: every form of the product is accepted by pyxform, and an XLSForm that was made by hand
with openpyxl is imported, what cannot be mapped being listed by its row.
"""
import json
import os
import re
import subprocess
import tempfile

import openpyxl
from pyxform.xls2xform import convert

SATCHEL = os.path.abspath(os.environ.get("SATCHEL", ".build/debug/satchel"))


def satchel(*arguments, expect=0):
    done = subprocess.run([SATCHEL, *arguments, "--json"], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert done.returncode == expect, (arguments, done.returncode, done.stdout, done.stderr)
    return json.loads(done.stdout)


def exported(folder, store):
    count = rows = 0
    for form in satchel("form", "list", *store)["forms"]:
        path = f"{folder}/{form['name']}.xlsx"
        said = satchel("form", "export", form["name"], path, *store)
        book = openpyxl.load_workbook(path)
        assert book.sheetnames[:3] == ["survey", "choices", "settings"], book.sheetnames
        survey = list(book["survey"].iter_rows(values_only=True))
        assert len(survey) - 1 == said["rows"]
        heads = survey[0]
        assert {"label::English (en)", "label::Arabic (ar)", "label::French (fr)", "label::Ukrainian (uk)"} <= set(heads)
        result = convert(xlsform=path, validate=False)
        for row in survey[1:]:
            name, calculation = row[heads.index("name")], row[heads.index("calculation")]
            if row[0].startswith("end_"):
                continue
            assert re.search(rf"<{name}[ />]", result.xform), (form["name"], name)
            if calculation:
                assert f"/{name}\" type=\"string\" calculate=" in result.xform or "calculate=" in result.xform
        count += 1
        rows += said["rows"]
    print(f"pyxform accepts {count} exported forms with {rows} rows")


SURVEY = [
    ["type", "name", "label::English (en)", "label::French (fr)", "hint", "required", "relevant", "constraint", "constraint_message", "calculation", "default", "choice_filter"],
    ["start", "start"],
    ["begin_group", "who", "The person", "La personne"],
    ["text", "given_name", "Given name", "Prénom", "As it is said", "yes"],
    ["select_one gender", "sex", "Sex", "Sexe"],
    ["date", "birth_date", "Born", "Né", None, None, None, ". <= today()", "Not in the future"],
    ["calculate", "years", "Years", None, None, None, None, None, None, "int((today() - ${birth_date}) div 365.25)"],
    ["select_multiple needs", "needs", "Needs", "Besoins", None, None, "${years} >= 18 and ${sex} != 'male'"],
    ["end_group"],
    ["begin_repeat", "children", "Children"],
    ["text", "name_of_child", "Name"],
    ["end_repeat"],
    ["geopoint", "gps", "Where"],
    ["integer", "tents", "Tents", None, None, None, "selected(${needs}, 'shelter')", ". >= 0 and . < 20", "0 to 19", None, 1],
    ["text", "why", "Why", None, None, None, "regex(${given_name}, '[a-z]+')"],
    ["select_one gender", "sex_of_head", "Sex of the head", None, None, None, None, None, None, None, None, "x=1"],
]
CHOICES = [
    ["list_name", "name", "label::English (en)", "label::French (fr)"],
    ["gender", "female", "Female", "Femme"], ["gender", "male", "Male", "Homme"], ["gender", "third", "Third", "Autre"],
    ["needs", "shelter", "Shelter", "Abri"], ["needs", "food aid", "Food", "Vivres"],
]


def imported(folder):
    book = openpyxl.Workbook()
    book.active.title = "survey"
    for row in SURVEY:
        book["survey"].append(row)
    for name, rows in (("choices", CHOICES), ("settings", [["form_title", "form_id", "version"], ["Camp", "camp_visit", "7"]])):
        book.create_sheet(name)
        for row in rows:
            book[name].append(row)
    path = f"{folder}/hand.xlsx"
    book.save(path)
    said = satchel("form", "import", path, "--out", f"{folder}/out", "--kind", "client")
    assert said["form"] == "camp_visit"
    unmapped = said["unmapped"]
    for row, what in [(2, "start"), (10, "children"), (11, "no place"), (13, "geopoint"), (15, "regex"), (16, "choice_filter")]:
        assert any(line.startswith(f"survey row {row}:") and what in line for line in unmapped), (row, what, unmapped)
    form = json.load(open(f"{folder}/out/forms/camp_visit.form.json"))
    items = {item.get("field") or item.get("compute"): item for section in form["sections"] for item in section["items"]}
    assert set(items) == {"given_name", "sex", "birth_date", "years", "x_needs", "x_tents", "x_why", "x_sex_of_head"}, set(items)
    assert items["years"]["value"] == "age(birth_date)"
    assert items["x_needs"]["when"] == "years >= 18 and sex != 'male'"
    assert items["x_tents"]["when"] == "selected(x_needs, 'shelter')" and items["x_tents"]["default"] == 1
    assert "when" not in items["x_why"]
    assert [check["field"] for check in form["checks"]] == ["birth_date", "x_tents"]
    codes = json.load(open(f"{folder}/out/vocabularies/sex.extension.json"))["codes"]
    assert [code["code"] for code in codes] == ["x_third"]
    needs = json.load(open(f"{folder}/out/vocabularies/x_needs.json"))["codes"]
    assert [code["code"] for code in needs] == ["shelter", "food_aid"]
    print(f"imported {len(items)} items, listed {len(unmapped)} rows that have no place")


def main():
    with tempfile.TemporaryDirectory() as folder:
        passphrase = f"{folder}/passphrase"
        with open(passphrase, "w") as file:
            file.write("only for tests, never elsewhere\n")
        os.chmod(passphrase, 0o600)
        store = ["--home", f"{folder}/hq", "--scrypt-log-n", "10", "--passphrase-file", passphrase]
        satchel("init", "--code", "HQ1", "--person", "Olena", "--space", "North", *store)
        exported(folder, store)
        imported(folder)
        released = satchel("form", "release", f"{folder}/out", *store)
        assert released["number"] == 1 and released["in_force"], released
        saved = satchel("form", "fill", "camp_visit", "--answers", answers(folder), *store)
        assert [one["kind"] for one in saved["saved"]] == ["client"], saved
        print("released what was imported, and filled it in")


def answers(folder):
    path = f"{folder}/answers.json"
    with open(path, "w") as file:
        json.dump({"client": {"given_name": "Оксана", "birth_date": "1986-05", "sex": "x_third", "x_needs": ["food_aid"]}}, file)
    return path


main()
