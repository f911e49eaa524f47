"""A sealed stream opens whole, or not at all."""

from __future__ import annotations

import io

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from folkekommune.keys import SealBrokenError
from folkekommune.operations import encrypted_stream
from folkekommune.operations.encrypted_stream import DecryptingReader, EncryptingWriter

KEY, HEAD = bytes(range(32)), b"head"
SEALED = 16 + 16
"""A piece of sixteen bytes, and its tag."""


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encrypted_stream, "PIECE", 16)


def seal(content: bytes) -> bytes:
    file = io.BytesIO()
    with EncryptingWriter(file, KEY, HEAD) as stream:
        for place in range(0, len(content), 7):
            stream.write(content[place : place + 7])
    return file.getvalue()


def unseal(sealed: bytes, key: bytes = KEY, head: bytes = HEAD) -> bytes:
    return DecryptingReader(io.BytesIO(sealed), key, head).read()


@pytest.mark.parametrize("length", [0, 1, 15, 16, 17, 32, 100])
def test_what_was_sealed_comes_back(length: int):
    content = bytes(range(length))
    assert unseal(seal(content)) == content


def test_the_form_is_aes_gcm_with_the_number_of_the_piece_and_a_mark_on_the_last():
    # Worked out by hand: eleven bytes of number, one that says whether the piece is the last.
    sealed = seal(bytes(20))
    cipher = AESGCM(KEY)
    assert cipher.decrypt(bytes(11) + b"\0", sealed[:SEALED], HEAD) == bytes(16)
    assert cipher.decrypt(bytes(10) + b"\1\1", sealed[SEALED:], HEAD) == bytes(4)


def test_every_altered_byte_is_found():
    sealed = seal(bytes(40))
    for place in range(len(sealed)):
        altered = bytearray(sealed)
        altered[place] ^= 1
        with pytest.raises(SealBrokenError):
            unseal(bytes(altered))


def test_every_cut_is_found():
    sealed = seal(bytes(48))
    for length in range(len(sealed)):
        with pytest.raises(SealBrokenError):
            unseal(sealed[:length])


@pytest.mark.parametrize(
    "shuffled",
    [
        lambda s: s[SEALED : 2 * SEALED] + s[:SEALED] + s[2 * SEALED :],
        lambda s: s[:SEALED] + s,
        lambda s: s[SEALED:],
        lambda s: s + s[-SEALED:],
    ],
    ids=["swapped", "doubled", "dropped", "added"],
)
def test_pieces_cannot_be_moved(shuffled):
    with pytest.raises(SealBrokenError):
        unseal(shuffled(seal(bytes(48))))


def test_another_key_or_another_head_opens_nothing():
    sealed = seal(b"content")
    for key, head in ((bytes(32), HEAD), (KEY, b"other")):
        with pytest.raises(SealBrokenError):
            unseal(sealed, key, head)
