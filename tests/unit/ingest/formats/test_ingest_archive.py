"""Zip files made to do harm: each is refused with one sentence, before anything in it is read."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from folkekommune.errors import InputError
from folkekommune.ingest.formats.archive import Limits, open_archive
from folkekommune.texts import LANGUAGES, text

MIB = 1024 * 1024


def packed(members: dict[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def read_all(file: Path, **options: object) -> None:
    with open_archive(file, **options) as archive:
        for name in archive.names:
            with archive.open(name) as stream:
                while stream.read(MIB):
                    pass


def refused(tmp_path: Path, content: bytes, **options: object) -> str:
    """Give the code of what a file is refused with."""
    file = tmp_path / "pakke.zip"
    file.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_all(file, **options)
    assert caught.value.place.file == str(file)
    for language in LANGUAGES:
        assert text(caught.value.code, language, **caught.value.parameters).count(".") >= 2
    return caught.value.code


def test_members_are_read_as_they_are(tmp_path):
    file = tmp_path / "pakke.zip"
    file.write_bytes(packed({"a.xml": b"<a/>", "mappe/": b"", "mappe/b.xml": b"<b/>"}))
    with open_archive(file) as archive:
        assert archive.names == ("a.xml", "mappe/b.xml")
        assert archive.read("mappe/b.xml", 10) == b"<b/>"


@pytest.mark.parametrize(
    "name",
    [
        "../a.xml",
        "mappe/../../a.xml",
        "/etc/cron.d/a",
        "C:\\Windows\\a.xml",
        "..\\a.xml",
        "mappe\\a.xml",
        "a\nb.xml",
        "a\x1b[2Jb.xml",
    ],
)
def test_names_that_lead_elsewhere(tmp_path, name):
    assert refused(tmp_path, packed({"a.xml": b"<a/>", name: b"<b/>"})) == "archives.path"


def test_a_name_with_a_nul_in_it(tmp_path):
    """Some programs see a.xml, others all of it."""
    content = packed({"a.xmlQ.exe": b"<a/>"}).replace(b"a.xmlQ.exe", b"a.xml\0.exe")
    assert refused(tmp_path, content) == "archives.path"


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR])
def test_links_and_devices(tmp_path, kind):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        link = zipfile.ZipInfo("a.xml")
        link.external_attr = (kind | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    assert refused(tmp_path, file.getvalue()) == "archives.path"


@pytest.mark.parametrize("name", ["a.zip", "mappe/B.ZIP", "c.tar.gz", "d.7z", "e.xlsx"])
def test_archives_in_archives(tmp_path, name):
    assert refused(tmp_path, packed({"a.xml": b"<a/>", name: packed({"b": b""})})) == "archives.nested"


def test_a_bomb_by_its_ratio(tmp_path):
    assert refused(tmp_path, packed({"a.xml": bytes(20 * MIB)})) == "archives.bomb"


def test_a_bomb_in_many_pieces_by_its_total(tmp_path):
    content = packed({f"{n}.xml": bytes(range(256)) * 400 for n in range(100)}, method=zipfile.ZIP_STORED)
    assert refused(tmp_path, content, limits=Limits(content=5 * MIB)) == "archives.bomb"


def test_a_bomb_whose_members_share_their_bytes(tmp_path):
    """Many members that all lie in the same place: each packs honestly, together they do not."""
    content = zlib.compressobj(9, zlib.DEFLATED, -15)
    plain = bytes(range(256)) * 200
    body = content.compress(plain) + content.flush()
    head = struct.pack(
        "<4s5H3I2H", b"PK\x03\x04", 20, 0, 8, 0, 33, zlib.crc32(plain), len(body), len(plain), 5, 0
    )
    file = bytearray(head + b"0.xml" + body)
    start, count = len(file), 3000
    for n in range(count):
        name = f"{n}.xml".encode()
        file += struct.pack(
            "<4s6H3I5H2I",
            *(b"PK\x01\x02", 20, 20, 0, 8, 0, 33, zlib.crc32(plain), len(body), len(plain)),
            *(len(name), 0, 0, 0, 0, 0, 0),
        )
        file += name
    file += struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count, count, len(file) - start, start, 0)
    assert count * len(plain) > 200 * len(file)
    assert refused(tmp_path, bytes(file)) == "archives.bomb"


def test_a_member_that_is_larger_than_it_says(tmp_path):
    """What a member says of its size is all that is ever unpacked of it."""
    content = bytearray(packed({"a.xml": b"x" * 5000}))
    real = struct.pack("<I", 5000)
    content = content.replace(real, struct.pack("<I", 10))
    assert refused(tmp_path, bytes(content)) == "archives.damaged"


def test_a_list_of_members_that_would_fill_the_memory(tmp_path):
    content = packed({f"{n:04}.xml": b"" for n in range(500)})
    assert refused(tmp_path, content, limits=Limits(directory=4096)) == "archives.members-many"


def test_a_locked_archive(tmp_path):
    content = packed({"a.xml": b"<a/>"})
    # The flag stands in the member's own head and in the list.
    locked = content.replace(b"PK\x03\x04\x14\x00\x00\x00", b"PK\x03\x04\x14\x00\x01\x00")
    locked = locked.replace(b"\x14\x03\x14\x00\x00\x00", b"\x14\x03\x14\x00\x01\x00")
    assert refused(tmp_path, locked) == "archives.encrypted"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_twice(tmp_path):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.xml", "<a/>")
        archive.writestr("a.xml", "<b/>")
    assert refused(tmp_path, file.getvalue()) == "archives.damaged"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_methods_that_no_record_system_uses(tmp_path, method):
    assert refused(tmp_path, packed({"a.xml": b"<a/>"}, method=method)) == "archives.damaged"


def test_what_is_no_archive_or_was_cut(tmp_path):
    content = packed({f"{n}.xml": bytes(range(256)) * 40 for n in range(20)})
    for wrong in (b"", b"PK\x03\x04", content[: len(content) // 2], content[:-1], b"x" * 100):
        assert refused(tmp_path, wrong) == "archives.damaged"


def test_a_member_whose_bytes_are_damaged(tmp_path):
    content = bytearray(packed({"a.xml": bytes(range(256)) * 40}, method=zipfile.ZIP_STORED))
    content[100] ^= 0xFF
    assert refused(tmp_path, bytes(content)) == "archives.damaged"


def test_a_member_is_not_read_past_what_it_may_hold(tmp_path):
    file = tmp_path / "pakke.zip"
    file.write_bytes(packed({"a.xml": bytes(range(256)) * 40}))
    with pytest.raises(InputError) as caught, open_archive(file) as archive:
        archive.read("a.xml", 1000)
    assert caught.value.code == "archives.member-large"
