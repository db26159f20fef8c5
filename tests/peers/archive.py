"""`python3 archive.py FILES`: what Python's zipfile sees in each file of the JSON array in FILES, one JSON object a line.

Every file of the archive is unpacked and its checksum compared.
"""

import io
import json
import sys
import zipfile


def seen(file):
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        damaged = archive.testzip()
        if damaged is not None:
            raise ValueError(f"{damaged} is damaged")
        card = json.loads(archive.read("card.json"))
    data = card.get("data", card)
    book = data.get("character_book") or {}
    fields = {name: data.get(name) for name in ("name", "description", "first_mes")}
    return {**fields, "entries": len(book.get("entries", []))}


def main():
    with open(sys.argv[1], encoding="utf-8") as files:
        for path in json.load(files):
            line = {"reader": "zipfile (Python)", "file": path}
            with open(path, "rb") as file:
                try:
                    line["read"] = seen(file.read())
                except Exception as error:  # whatever a damaged file makes the library raise is its answer
                    line["error"] = repr(error)[:200]
            print(json.dumps(line))


main()
