import Records

/// A form that has every type, small enough to be read at a glance.
enum Fixtures {
    static let record = "01234567890123456789abcdef.4.2"
    static let otherRecord = "01234567890123456789abcdeg.5.0"

    static let files: [String: [UInt8]] = [
        "records/visit.schema.json": Array(visit.utf8),
        "records/client.schema.json": Array(client.utf8),
        "vocabularies/sex.json": Array(sex.utf8),
        "vocabularies/language.json": Array(language.utf8),
        "log.md": Array("not a schema".utf8),
    ]

    static func catalog() throws -> SchemaCatalog { try SchemaCatalog(files: files) }

    static let client = """
        {
          "type": "object",
          "x-satchel": { "kind": "client", "version": 3, "labels": { "en": "Client", "uk": "Клієнт" }, "title": ["name"] },
          "properties": {
            "name": { "type": "string", "maxLength": 20,
              "x-satchel": { "type": "text", "merge": "review", "pii": true, "search": true, "labels": { "en": "Name", "ar": "الاسم" } } }
          },
          "required": ["name"]
        }
        """

    static let sex = """
        { "vocabulary": "sex", "version": 1, "labels": { "en": "Sex" }, "codes": [
            { "code": "female", "labels": { "en": "Female", "fr": "Femme", "ar": "أنثى", "uk": "Жінка" }, "maps": { "hxl": "+f" } },
            { "code": "male", "labels": { "en": "Male", "fr": "Homme" } },
            { "code": "unknown", "labels": { "en": "Unknown" }, "retired": true } ] }
        """

    static let language = """
        { "vocabulary": "language", "version": 2, "labels": { "en": "Language" }, "codes": [
            { "code": "ar", "labels": { "en": "Arabic" } }, { "code": "fr", "labels": { "en": "French" } },
            { "code": "uk", "labels": { "en": "Ukrainian" } }, { "code": "la", "labels": { "en": "Latin" }, "retired": true } ] }
        """

    static let visit = """
        {
          "type": "object",
          "x-satchel": { "kind": "visit", "version": 1, "labels": { "en": "Visit" }, "title": ["zone", "day"],
            "done": [{ "field": "safe" }, { "field": "sex", "codes": ["male"] }], "subject": ["client"] },
          "properties": {
            "zone": { "type": "string", "maxLength": 10,
              "x-satchel": { "type": "text", "merge": "review", "pii": false, "search": true, "labels": { "en": "Zone", "fr": "Zone visitée" },
                "help": { "en": "Which part of town.", "fr": "Quel quartier." } } },
            "old_zone": { "type": "string", "maxLength": 10,
              "x-satchel": { "type": "text", "merge": "review", "pii": false, "search": true, "retired": true, "labels": { "en": "Old zone" } } },
            "story": { "type": "string", "maxLength": 4000,
              "x-satchel": { "type": "text", "merge": "review", "pii": true, "search": true, "labels": { "en": "Story" } } },
            "day": { "type": "string", "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?~?$",
              "x-satchel": { "type": "date", "merge": "review", "pii": false, "search": false, "deadline": true, "hxl": "#date", "labels": { "en": "Day" } } },
            "hour": { "type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$",
              "x-satchel": { "type": "time", "merge": "latest", "pii": false, "search": false, "labels": { "en": "Hour" } } },
            "sex": { "type": "string", "pattern": "^[a-z0-9_]{1,64}$",
              "x-satchel": { "type": "code", "merge": "review", "pii": false, "search": false, "vocabulary": "sex", "labels": { "en": "Sex" } } },
            "languages": { "type": "array", "items": { "type": "string", "pattern": "^[a-z0-9_]{1,64}$" }, "uniqueItems": true, "maxItems": 3,
              "x-satchel": { "type": "codes", "merge": "set", "pii": false, "search": false, "vocabulary": "language", "labels": { "en": "Languages" } } },
            "count": { "type": "integer", "minimum": 1, "maximum": 100,
              "x-satchel": { "type": "integer", "merge": "latest", "pii": false, "search": false, "labels": { "en": "Count" } } },
            "distance": { "type": "string", "pattern": "^-?[0-9]{1,15}(\\\\.[0-9]{1,6})?$",
              "x-satchel": { "type": "decimal", "merge": "latest", "pii": false, "search": false, "labels": { "en": "Distance" } } },
            "cost": { "type": "object", "required": ["amount", "currency"],
              "x-satchel": { "type": "money", "merge": "review", "pii": false, "search": false, "labels": { "en": "Cost" } } },
            "safe": { "type": "boolean",
              "x-satchel": { "type": "flag", "merge": "review", "pii": false, "search": false, "labels": { "en": "Safe" } } },
            "client": { "type": "string", "pattern": "^[0-9a-hjkmnp-tv-z]{26}\\\\.[0-9]{1,19}\\\\.[0-9]{1,5}$",
              "x-satchel": { "type": "reference", "merge": "review", "pii": false, "search": false, "refers": ["client"], "labels": { "en": "Client" } } },
            "others": { "type": "array", "items": { "type": "string", "pattern": "^[0-9a-hjkmnp-tv-z]{26}\\\\.[0-9]{1,19}\\\\.[0-9]{1,5}$" },
              "uniqueItems": true, "maxItems": 256,
              "x-satchel": { "type": "references", "merge": "set", "pii": false, "search": false, "refers": ["client", "visit"], "labels": { "en": "Others" } } },
            "place": { "type": "object", "properties": { "text": { "type": "string", "maxLength": 30 } },
              "x-satchel": { "type": "place", "merge": "review", "pii": true, "search": false, "labels": { "en": "Place" } } },
            "scan": { "type": "object", "properties": { "name": { "type": "string", "maxLength": 200 } },
              "required": ["sha256", "size", "media_type", "name"],
              "x-satchel": { "type": "file", "merge": "review", "pii": true, "search": false, "labels": { "en": "Scan" } } },
            "scans": { "type": "array", "uniqueItems": true, "maxItems": 10, "items": { "type": "object",
                "properties": { "name": { "type": "string", "maxLength": 200 } }, "required": ["sha256", "size", "media_type", "name"] },
              "x-satchel": { "type": "files", "merge": "set", "pii": true, "search": false, "labels": { "en": "Scans" } } },
            "notes": { "type": "array", "items": { "type": "object", "properties": { "text": { "type": "string", "maxLength": 8000 } }, "required": ["text"] },
              "x-satchel": { "type": "notes", "merge": "notes", "pii": true, "search": true, "labels": { "en": "Notes" } } }
          },
          "required": ["zone"]
        }
        """
}
