"""Files that people upload, and files that somebody made to do harm; all made here."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image


def jpeg(width: int = 60, height: int = 40, orientation: int = 0, mode: str = "RGB") -> bytes:
    """A picture, left half red and right half blue, with a place and a device in its EXIF."""
    picture = Image.new("RGB", (width, height), "red")
    picture.paste("blue", (width // 2, 0, width, height))
    exif = Image.Exif()
    exif[0x0110] = "SecretCamera 3000"
    exif[0x9286] = "a comment about the person"
    if orientation:
        exif[0x0112] = orientation
    out = io.BytesIO()
    picture.convert(mode).save(out, "JPEG", quality=95, exif=exif, comment=b"hidden comment")
    return out.getvalue()


def png(width: int = 30, height: int = 20) -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", (width, height), (10, 200, 30, 128)).save(out, "PNG")
    return out.getvalue()


def png_header(width: int, height: int, rows: int = 1) -> bytes:
    """A PNG that claims to be large and has only a few rows: small file, large promise."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * (rows * (1 + 3 * width)), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def pdf(extra: bytes = b"", trailer: bytes = b"") -> bytes:
    return (
        b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R " + extra + b" >>\nendobj\n"
        b"2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n"
        b"trailer\n<< /Size 3 /Root 1 0 R " + trailer + b" >>\nstartxref\n0\n%%EOF\n"
    )


def pdf_with_stream(dictionary: bytes, plain: bytes) -> bytes:
    packed = zlib.compress(plain)
    stream = b"3 0 obj\n<< %s /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream\nendobj\n"
    return pdf().replace(b"trailer", stream % (dictionary, len(packed), packed) + b"trailer")
