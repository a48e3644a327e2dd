"""Pictures and documents of the demo portal: small, valid files made from their addresses."""

from __future__ import annotations

import struct
import zlib
from functools import lru_cache

from archiver.demo.choose import number, slug
from archiver.demo.records import DemoAttachment

PDF, DOC = "application/pdf", "application/msword"
FLIPBOOK = {
    6: "/TinTuc-portlet/pdf-flipbook-master/index.html",
    7: "/o/vn.dnict.tintuc/pdf-flipbook-master/index.html",
}
"""Where each generation of the portlet keeps its page-turning viewer."""


def attachments_for(case: str, article: int, title: str) -> tuple[DemoAttachment, ...]:
    """Return the files that an article of that case offers; `article` is its number."""
    folder = f"/documents/20182/{article}"
    name = slug(title, 40)
    if case == "attachments":
        return (
            DemoAttachment(path=f"{folder}/{name}.pdf", name="Toàn văn (bản PDF)", media_type=PDF),
            DemoAttachment(
                path=f"{folder}/phu-luc-{article}.doc", name=f"phu-luc-{article}.doc", media_type=DOC
            ),
        )
    if case.startswith("document"):
        link = "Xem toàn màn hình" if case == "document-flipbook" else None
        return (DemoAttachment(path=f"{folder}/{name}.pdf", name=link, media_type=PDF),)
    return ()


@lru_cache(maxsize=512)
def file_at(path: str) -> tuple[str, bytes] | None:
    """Return media type and bytes of a picture, document or video; None for any other ending."""
    makers = {".png": ("image/png", png), ".pdf": (PDF, pdf), ".doc": (DOC, doc), ".mp4": ("video/mp4", mp4)}
    for ending, (media_type, make) in makers.items():
        if path.endswith(ending):
            return media_type, make(path)
    return None


def png(seed: str, width: int = 160, height: int = 90) -> bytes:
    """Return a picture of a sky over a sea in colours of the seed's own."""
    tint = number(seed, 0, 90)
    sky, sea = bytes((120 + tint, 185, 240)), bytes((30, 90 + tint, 140))
    rows = b"".join(b"\0" + (sky if row < height * 3 // 5 else sea) * width for row in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def pdf(seed: str) -> bytes:
    """Return a PDF of one page that prints its own file name, with a right cross-reference table."""
    name = slug(seed.rsplit("/", 1)[-1])
    text = f"BT /F1 12 Tf 72 760 Td (Demo portal, invented document: {name}) Tj ET".encode()
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources 6 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Font << /F1 5 0 R >> >>",
    )
    out, offsets = bytearray(b"%PDF-1.4\n"), []
    for at, content in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (at, content)
    entries = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, entries)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(out))
    return bytes(out) + table + trailer


def doc(seed: str) -> bytes:
    """Return bytes with the signature of an old Word file; no program is expected to open it."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + slug(seed).encode().ljust(504, b"\0")


def mp4(seed: str) -> bytes:
    """Return the first box of an MP4 file and no pictures."""
    brand = b"ftypisom\0\0\2\0isomiso2"
    return (
        struct.pack(">I", len(brand) + 4)
        + brand
        + b"\0\0\0\x10free"
        + slug(seed).encode()[:8].ljust(8, b"\0")
    )


def garbage(article: int) -> bytes:
    """Return bytes that are no page in any encoding."""
    return bytes(number(f"{article}/{at}", 0, 255) for at in range(3000))
