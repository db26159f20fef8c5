"""Writes the files of the corpus that Pillow and zipfile write.

Reads jobs as JSON from standard input and writes each into the folder given on the command line. `python.ts` says
which jobs there are and what each file has to give. Needs Python 3.9 and Pillow.
"""

import base64
import io
import json
import pathlib
import sys
import zipfile

from PIL import Image, PngImagePlugin

USER_COMMENT = 0x9286
EXIF_FOLDER = 0x8769

METHODS = {
    "stored": zipfile.ZIP_STORED,
    "deflated": zipfile.ZIP_DEFLATED,
    "bzip2": zipfile.ZIP_BZIP2,
    "lzma": zipfile.ZIP_LZMA,
}


class OneWay(io.RawIOBase):
    """A file that cannot be sought in, so that zipfile writes data descriptors."""

    def __init__(self):
        self.content = bytearray()

    def writable(self):
        return True

    def write(self, piece):
        self.content += piece
        return len(piece)


def picture(shade=0):
    return Image.new("RGB", (8, 8), (40, 80, shade))


def texts(content, chunk):
    info = PngImagePlugin.PngInfo()
    for keyword, text in content:
        if chunk.startswith("itxt"):
            info.add_itxt(keyword, text, zip=chunk == "itxt-compressed")
        else:
            info.add_text(keyword, text, zip=chunk == "ztxt")
    return info


def png(content, chunk):
    out = io.BytesIO()
    picture().save(out, "PNG", pnginfo=texts(content, chunk))
    return out.getvalue()


def apng(content, chunk):
    out = io.BytesIO()
    frames = [picture(shade) for shade in (90, 180)]
    picture().save(out, "PNG", pnginfo=texts(content, chunk), save_all=True, append_images=frames, duration=100)
    return out.getvalue()


def exif(content, format, order, place, charset):
    [(_, text)] = content
    data = Image.Exif()
    data.endian = "<" if order == "II" else ">"
    utf16 = "utf-16-le" if order == "II" else "utf-16-be"
    comment = {
        "ascii": lambda: b"ASCII\0\0\0" + text.encode("ascii"),
        "unicode": lambda: b"UNICODE\0" + text.encode(utf16),
        "none": lambda: b"\0" * 8 + text.encode("utf-8"),
    }[charset]()
    # Both folders are there in either case.
    data[0x010E] = "a picture"
    data.get_ifd(EXIF_FOLDER)[0x9000] = b"0232"
    (data if place == "ifd0" else data.get_ifd(EXIF_FOLDER))[USER_COMMENT] = comment
    out = io.BytesIO()
    picture().save(out, format.upper(), exif=data)
    written = out.getvalue()
    if comment not in written or (b"MM\0*" if order == "MM" else b"II*\0") not in written:
        sys.exit("Pillow changed the comment")
    return written


def archive(content, method, streamed=False, comment="", jpeg=""):
    image = io.BytesIO()
    picture().save(image, "JPEG")
    out = OneWay() if streamed else io.BytesIO()
    if jpeg == "appended":
        # zipfile then counts the offsets from the start of the picture.
        out.write(image.getvalue())
    with zipfile.ZipFile(out, "a" if jpeg == "appended" else "w") as target:
        target.comment = comment.encode()
        for name, encoded in content:
            info = zipfile.ZipInfo(name, (2026, 1, 2, 3, 4, 6))
            info.compress_type = METHODS[method]
            target.writestr(info, base64.b64decode(encoded))
    written = bytes(out.content) if streamed else out.getvalue()
    return image.getvalue() + written if jpeg == "before" else written


def main():
    folder = pathlib.Path(sys.argv[1])
    writers = {"png": png, "apng": apng, "exif": exif, "zip": archive}
    for job in json.load(io.TextIOWrapper(sys.stdin.buffer, "utf-8")):
        (folder / job["file"]).write_bytes(writers[job["how"]](job["content"], **job["options"]))


main()
