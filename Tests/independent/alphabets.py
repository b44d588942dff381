"""The one-byte alphabets of texts in segments, written from `Schemas/log.md`, "Texts"."""

PUNCTUATION = dict(zip(
    [*range(0x02, 0x09), 0x0B, 0x0C, *range(0x0E, 0x20)],
    "’‘“”„«»–—…№€°¿¡ªº§•·،؛؟\u00a0\u202fʼ\u200c"))
LATIN = "".join(chr(c) for c in range(0xC0, 0x100) if c not in (0xD7, 0xF7)) + (
    "ĂăĄąĆćČčĎďĐđĘęĚěĞğİıŁłŃńŇňŐőŒœŘřŚśŞşŠšŤťŮůŰűŸŹźŻżŽžȘșȚțĀāĪīŪūŌōɓɗƙ")
CYRILLIC = "".join(chr(c) for c in range(0x400, 0x460)) + "ҐґҒғҖҗҚқҢңҮүҰұҲҳҶҷҺһӘәӢӣӨөӮӯҠҡҪҫ"
ARABIC = "".join(chr(c) for c in range(0x620, 0x66E)) + "ٱٹټپځڅچډڈړڑږژښڕڤکگګڭڵںڼھۀہۃۆۇۈۋیۍێېےە۔۰۱۲۳۴۵۶۷۸۹"
CLASSES = ["digits", "ascii", "latin", "cyrillic", "arabic", "other"]
LETTERS = {"latin": LATIN, "cyrillic": CYRILLIC, "arabic": ARABIC}
CLASS_OF_LANGUAGE = {"en": "ascii", "fr": "latin", "ar": "arabic", "uk": "cyrillic"}


def table(name):
    """Byte to character of a class; what is missing is escaped: 0x01 and its UTF-8."""
    result = {byte: chr(byte) for byte in [9, 10, 13, *range(0x20, 0x80)]}
    result |= PUNCTUATION
    result |= {0x80 + index: letter for index, letter in enumerate(LETTERS.get(name, ""))}
    return result


def encode_text(text, language):
    bytes_of = {letter: byte for byte, letter in table(CLASS_OF_LANGUAGE[language]).items()}
    result = bytearray()
    for letter in text:
        if letter in bytes_of:
            result.append(bytes_of[letter])
        else:
            result += b"\x01" + letter.encode()
    return bytes(result)
