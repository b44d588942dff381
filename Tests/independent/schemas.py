#!/usr/bin/env python3
"""Checks the files of Schemas/records and Schemas/vocabularies with a validator that shares no code with the product: what
`Schemas/records.md` says of their shape, that nothing released is missing, and that the sample clinic validates.

    python3 Tests/independent/schemas.py            # checks; needs PyPI's jsonschema
    python3 Tests/independent/schemas.py --release  # also writes new codes into Schemas/released.json
"""
import copy
import json
import pathlib
import re
import sys
import zlib

from jsonschema import Draft202012Validator

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SCHEMAS = ROOT / "Schemas"
RELEASED = SCHEMAS / "released.json"
LANGUAGES = ["en", "fr", "ar", "uk"]

WORDS = {"type": "object", "required": LANGUAGES, "additionalProperties": {"type": "string", "minLength": 1, "maxLength": 400}}
CODE = {"type": "string", "pattern": "^[a-z0-9_]{1,64}$"}
STATUS = {"enum": ["draft", "verified"]}

VOCABULARY = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": ["vocabulary", "version", "status", "source", "description", "labels", "codes"],
    "additionalProperties": False,
    "properties": {
        "vocabulary": CODE, "version": {"type": "integer", "minimum": 1}, "status": STATUS,
        "source": {"type": "string", "minLength": 10}, "description": {"type": "string", "minLength": 10}, "labels": WORDS,
        "codes": {
            "type": "array", "minItems": 1, "maxItems": 10000,
            "items": {
                "type": "object", "required": ["code", "labels", "retired"], "additionalProperties": False,
                "properties": {
                    "code": CODE, "labels": WORDS, "retired": {"type": "boolean"},
                    "maps": {"type": "object", "minProperties": 1, "additionalProperties": {"type": "string", "minLength": 1}},
                },
            },
        },
    },
}

KIND = {
    "type": "object",
    "required": ["$schema", "$id", "title", "description", "type", "x-satchel", "properties", "required"],
    "properties": {
        "x-satchel": {
            "type": "object", "required": ["kind", "version", "status", "labels", "title"], "additionalProperties": False,
            "properties": {
                "kind": CODE, "version": {"type": "integer", "minimum": 1}, "status": STATUS, "labels": WORDS,
                "title": {"type": "array", "minItems": 1, "items": CODE}, "subject": {"type": "array", "items": CODE},
                "done": {
                    "type": "array", "minItems": 1,
                    "items": {
                        "type": "object", "additionalProperties": False, "minProperties": 1,
                        "properties": {
                            "field": CODE, "codes": {"type": "array", "items": CODE, "minItems": 1}, "passed": {"const": True},
                        },
                    },
                },
            },
        },
        "properties": {
            "type": "object", "propertyNames": {"pattern": "^[a-z][a-z0-9_]{0,63}$"},
            "additionalProperties": {
                "type": "object", "required": ["description", "x-satchel"],
                "properties": {
                    "description": {"type": "string", "minLength": 1},
                    "x-satchel": {
                        "type": "object", "required": ["type", "merge", "pii", "search", "labels", "help", "status"],
                        "additionalProperties": False,
                        "properties": {
                            "type": {"enum": "text code codes date time integer decimal money flag reference references place file files notes".split()},
                            "merge": {"enum": ["review", "latest", "set", "notes"]},
                            "pii": {"type": "boolean"}, "search": {"type": "boolean"}, "vocabulary": CODE,
                            "refers": {"type": "array", "minItems": 1, "items": CODE}, "deadline": {"const": True},
                            "hxl": {"type": "string", "pattern": "^#[a-z0-9]+(\\+[a-z0-9_]+)*$"}, "retired": {"const": True},
                            "match": {"enum": ["name", "phone"]}, "time_zone": {"const": True},
                            "labels": WORDS, "help": WORDS, "status": STATUS,
                        },
                    },
                },
            },
        },
    },
}

LIST_CODE = re.compile(r"[A-Z]{2}-[0-9]{2}(-[0-9]{2}){0,3}")
# What a value of each map has to be: of a vocabulary's name and of the map's.
MECHANISMS = {"court", "police", "government_office", "religious_leader", "community_leader", "other_formal", "other_person"}
PATTERNS = {
    "list": LIST_CODE, "lsc": re.compile("[A-K]|L"), "wg": re.compile("[1-9]"), "score": re.compile("[1-5]"),
    "from": re.compile("[0-9]{1,3}"), "to": re.compile("[0-9]{1,3}"), "hxl": re.compile(r"(\+[a-z][a-z0-9_]*)+"),
    "iasc": re.compile("[a-z0-9_]+"), "iso3166_1_alpha_3": re.compile("[A-Z]{3}"), "iso639_1": re.compile("[a-z]{2}"),
    "iso639_2": re.compile("[a-z]{3}"), "iso639_3": re.compile("[a-z]{3}"),
}


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def check(validator, value, name, faults):
    for error in validator.iter_errors(value):
        faults.append(f"{name}, {'/'.join(map(str, error.absolute_path))}: {error.message[:200]}")


def check_vocabularies(vocabularies, faults):
    validator = Draft202012Validator(VOCABULARY)
    codes = {name: {code["code"] for code in vocabulary["codes"]} for name, vocabulary in vocabularies.items()}
    if codes.get("dispute_mechanism") != MECHANISMS:
        faults.append("dispute_mechanism: it is not the seven mechanisms of SDG indicator 16.3.3")
    within = {
        ("legal_issue", "area"): codes["legal_area"], ("legal_issue", "confidentiality"): codes["confidentiality"],
        ("legal_issue", "sdg_16_3_3"): codes["dispute_type"], ("dispute_type", "sdg_16_3_3"): codes["dispute_type"],
        ("dispute_mechanism", "sdg_16_3_3"): MECHANISMS,
    }
    for name, vocabulary in vocabularies.items():
        check(validator, vocabulary, name, faults)
        if vocabulary["vocabulary"] != name:
            faults.append(f"{name}: the name is not that of the file")
        if len(codes[name]) != len(vocabulary["codes"]):
            faults.append(f"{name}: a code is there twice")
        for code in vocabulary["codes"]:
            for key, value in code.get("maps", {}).items():
                allowed = within.get((name, key))
                good = value in allowed if allowed is not None else key in PATTERNS and PATTERNS[key].fullmatch(value)
                if not good:
                    faults.append(f"{name}.{code['code']}: {key} is not well formed: {value}")


def check_kinds(kinds, vocabularies, faults):
    shape = Draft202012Validator(KIND)
    for name, kind in kinds.items():
        Draft202012Validator.check_schema(kind)
        check(shape, kind, name, faults)
        satchel, fields = kind["x-satchel"], kind["properties"]
        named = satchel["title"] + satchel.get("subject", []) + [rule["field"] for rule in satchel.get("done", []) if "field" in rule]
        faults += [f"{name}: {field} is no field" for field in named + kind["required"] if field not in fields]
        if sum("deadline" in field["x-satchel"] for field in fields.values()) > 1:
            faults.append(f"{name}: two deadlines")
        for field, schema in fields.items():
            about = schema["x-satchel"]
            if (about["type"] in ("code", "codes")) != ("vocabulary" in about) or about.get("vocabulary", "sex") not in vocabularies:
                faults.append(f"{name}.{field}: its vocabulary is missing")
            faults += [f"{name}.{field}: there is no kind {target}" for target in about.get("refers", []) if target not in kinds]


def check_released(vocabularies, faults, writing):
    released = read(RELEASED)["codes"] if RELEASED.exists() else {}
    for name, codes in released.items():
        there = {code["code"] for code in vocabularies.get(name, {"codes": []})["codes"]}
        faults += [f"{name}.{code}: released and missing; codes are retired, never removed" for code in codes if code not in there]
    every = {name: sorted({code["code"] for code in vocabulary["codes"]} | set(released.get(name, [])))
             for name, vocabulary in sorted(vocabularies.items())}
    if writing:
        lines = ",\n".join(f"    {json.dumps(name)}: {json.dumps(codes)}" for name, codes in every.items())
        RELEASED.write_text('{\n  "description": "Every code that was ever released. Codes are retired, never removed.",\n'
                            f'  "codes": {{\n{lines}\n  }}\n}}\n', encoding="utf-8")
    elif every != released:
        faults.append("released.json: codes are missing in it; --release writes them")


REFERENCE = "0123456789abcdefghjkmnpqrs.1."


def plain(value):
    """The value with the script's names of records in the shape of ids."""
    if isinstance(value, list):
        return [plain(item) for item in value]
    return REFERENCE + str(zlib.crc32(value.encode()) % 65536) if isinstance(value, str) and value.startswith("@") else value


def check_sample(kinds, vocabularies, faults):
    """Every line of the sample clinic validates, codes included; and every kind and vocabulary appears in it."""
    codes = {name: {code["code"] for code in vocabulary["codes"]} for name, vocabulary in vocabularies.items()}
    seen, used, lines, of = set(), set(), 0, {}
    files = ["laptop-1", "laptop-2", "laptop-1-later", "laptop-2-later", "hq-later"]
    for file in files:
        for number, text in enumerate((ROOT / "Samples/clinic" / f"{file}.jsonl").read_text(encoding="utf-8").splitlines(), 1):
            line = json.loads(text)
            lines += 1
            place = f"{file}.jsonl:{number}"
            if line["do"] == "add":
                of[line["as"]] = line["kind"]
                seen.add(line["kind"])
            record = line.get("as") or line["of"]
            if record not in of:
                faults.append(f"{place}: {record} was not added before")
                continue
            kind = kinds[of[record]]
            fields = line.get("fields", {})
            schema = copy.deepcopy(kind)
            schema["additionalProperties"] = False
            if line["do"] != "add":
                schema.pop("required")
            check(Draft202012Validator(schema), {k: plain(v) for k, v in fields.items() if v is not None}, place, faults)
            for name, value in fields.items():
                about = kind["properties"].get(name, {}).get("x-satchel", {})
                if about.get("retired"):
                    faults.append(f"{place}: {name} is retired")
                values = value if isinstance(value, list) else [value]
                if about.get("type") in ("reference", "references"):
                    for target in values:
                        if of.get((target or "@")[1:]) not in about["refers"]:
                            faults.append(f"{place}: {name} refers to {target}, which is none of {about['refers']}")
                if "vocabulary" in about:
                    used.add(about["vocabulary"])
                    unknown = [v for v in values if v is not None and v not in codes[about["vocabulary"]]]
                    if unknown:
                        faults.append(f"{place}: {name} has no code {unknown}")
    wanted = {field["x-satchel"]["vocabulary"] for kind in kinds.values() for field in kind["properties"].values()
              if "vocabulary" in field["x-satchel"]}
    faults += [f"sample clinic: no record of kind {kind}" for kind in sorted(set(kinds) - seen - {"person", "space"})]
    faults += [f"sample clinic: no code of {name}" for name in sorted(wanted - used)]
    return lines


def main():
    faults = []
    vocabularies = {path.stem: read(path) for path in sorted((SCHEMAS / "vocabularies").glob("*.json"))}
    kinds = {path.name.removesuffix(".schema.json"): read(path) for path in sorted((SCHEMAS / "records").glob("*.json"))}
    check_vocabularies(vocabularies, faults)
    check_kinds(kinds, vocabularies, faults)
    check_released(vocabularies, faults, "--release" in sys.argv)
    lines = check_sample(kinds, vocabularies, faults)
    for fault in faults[:60]:
        print(fault)
    if faults:
        sys.exit(f"{len(faults)} faults")
    fields = sum(len(kind["properties"]) for kind in kinds.values())
    codes = sum(len(vocabulary["codes"]) for vocabulary in vocabularies.values())
    print(f"{len(kinds)} kinds with {fields} fields, {len(vocabularies)} vocabularies with {codes} codes, "
          f"{lines} lines of the sample clinic: valid")


if __name__ == "__main__":
    main()
