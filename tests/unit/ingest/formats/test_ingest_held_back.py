"""The trailer is kept from the rows, wherever the blocks of the file fall."""

from __future__ import annotations

import io

import pytest

from folkekommune.ingest.formats.held_back import HeldBackStream


def read_all(content: bytes, size: int = 7) -> tuple[bytes, bytes | None]:
    stream = HeldBackStream(io.BytesIO(content), b"Antall rader")
    parts = []
    while part := stream.read(size):
        parts.append(part)
    return b"".join(parts), stream.trailer


@pytest.mark.parametrize("end", [b"", b"\r\n", b"\n", b"\r\n\r\n", b"\x1a", b"  \r\n"])
def test_the_trailer_is_the_last_line(end):
    assert read_all(b"1;2\r\n3;4\r\nAntall rader;2" + end) == (b"1;2\r\n3;4\r\n", b"Antall rader;2")


def test_a_quoted_trailer_is_known():
    assert read_all(b'1;2\n"Antall rader";"1"\n') == (b"1;2\n", b'"Antall rader";"1"')


def test_without_a_trailer_everything_is_rows():
    assert read_all(b"1;2\r\n3;4") == (b"1;2\r\n3;4", None)
    assert read_all(b"") == (b"", None)


def test_the_label_in_the_middle_is_no_trailer():
    content = b"Antall rader;9\n1;2\n"
    assert read_all(content) == (content, None)


@pytest.mark.parametrize("rows", [0, 1, 300, 4096, 70_000, 200_000])
def test_long_files_come_through_whole(rows):
    body = b"".join(b"%d;x\n" % row for row in range(rows))
    assert read_all(body + b"Antall rader;%d\n" % rows, size=65536) == (body, b"Antall rader;%d" % rows)
