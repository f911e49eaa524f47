"""What the vault takes for a message, and what it answers, without a process or a user of its own."""

from __future__ import annotations

import io
import json
import logging
import struct
from base64 import b64decode, b64encode
from pathlib import Path

import pytest

from folkekommune.keys import Keys, create_keys
from folkekommune.keys.file_keys import FileKeys
from folkekommune.keys.framing import MOST_BYTES, FrameError, read_message, write_message
from folkekommune.keys.vault_service import VaultService

IDENTITIES = [
    "pseudonym/1",
    "record",
    "source-record/no.folkekommune.helseprofil",
    "vault/linkage",
    "vault/quarantine/no.folkekommune.helseprofil/4601/1",
    "file key 00112233445566778899aabbccddeeff",
    "store/summary/abc",
    "backup",
    "files noted",
    "keys/root",
    "",
    "Noise/no.example/1",
    " noise/no.example/1",
]
ANSWERS = [
    "fingerprint",
    "audit",
    "access/outside",
    "web/forms",
    "ledger",
    "ledger digest",
    "ledger groups",
    "watch",
    "watch digest",
    "exposure",
    "exposure digest",
    "cube registry",
    "cubes unchanged",
    "noise/no.example/4601=abc",
    "audit/no.example",
    "prepared cubes no.example 1.0.0 4601",
    "county sums no.example 1.0.0",
    "measures 4601",
    "comments 4601 3",
]


def framed(content: bytes) -> io.BytesIO:
    return io.BytesIO(struct.pack(">I", len(content)) + content)


def asked(keys: Keys, operation: str, **given: str) -> dict[str, str]:
    return VaultService(keys).answer({"operation": operation, **given}, "web")


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return create_keys(tmp_path / "keys")


def test_a_message_comes_out_as_it_went_in_and_then_there_is_no_more():
    stream = io.BytesIO()
    write_message(stream, {"operation": "derive", "purpose": "støy 🔑"})
    stream.seek(0)
    assert read_message(stream) == {"operation": "derive", "purpose": "støy 🔑"}
    assert read_message(stream) is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"derive"',
        b'{"purpose": 1}',
        b'{"purpose": null}',
        b'{"purpose": ["noise/"]}',
        b'{"purpose": {"a": "b"}}',
        b"\xff\xfe",
        b"[" * 200_000,
    ],
)
def test_what_is_no_object_of_texts_is_no_message(content: bytes):
    with pytest.raises(FrameError):
        read_message(framed(content))


@pytest.mark.parametrize("left", [1, 3, 4, 10])
def test_a_message_that_is_cut_short_is_none(left: int):
    whole = framed(b'{"operation": "derive"}').getvalue()
    with pytest.raises(FrameError):
        read_message(io.BytesIO(whole[:left]))


def test_a_length_beyond_the_limit_is_refused_before_anything_is_read():
    stream = io.BytesIO(struct.pack(">I", MOST_BYTES + 1) + b"{}")
    with pytest.raises(FrameError):
        read_message(stream)
    assert stream.tell() == 4
    with pytest.raises(FrameError):
        write_message(io.BytesIO(), {"sealed": "x" * MOST_BYTES})


@pytest.mark.parametrize("purpose", ANSWERS)
def test_keys_of_answers_are_given_as_the_master_key_gives_them(keys: Keys, purpose: str):
    assert asked(keys, "derive", purpose=purpose) == {"key": keys.derive(purpose).hex()}


@pytest.mark.parametrize("purpose", IDENTITIES)
def test_no_key_of_identities_is_given(keys: Keys, purpose: str):
    assert asked(keys, "derive", purpose=purpose) == {"fault": "refused"}


@pytest.mark.parametrize(
    "request_",
    [
        {},
        {"operation": "reidentify", "purpose": "record"},
        {"operation": "seal", "purpose": "ledger"},
        {"operation": "derive"},
        {"operation": "derive", "purpose": "ledger", "sealed": ""},
        {"operation": "open", "purpose": "store/summary/a"},
        {"operation": "Derive", "purpose": "ledger"},
        {"operation": "__class__", "purpose": "ledger"},
    ],
)
def test_anything_but_the_two_operations_is_unknown(keys: Keys, request_: dict[str, str]):
    assert VaultService(keys).answer(request_, "web") == {"fault": "unknown"}


def test_a_summary_is_opened_and_nothing_else_under_its_name(keys: Keys):
    summary, linkage = (FileKeys(keys).seal(b"12", name) for name in ("store/summary/a", "vault/linkage"))
    opened = asked(keys, "open", purpose="store/summary/a", sealed=b64encode(summary).decode())
    assert b64decode(opened["content"]) == b"12"
    as_it_is = b64encode(linkage).decode()
    assert asked(keys, "open", purpose="vault/linkage", sealed=as_it_is) == {"fault": "refused"}
    assert asked(keys, "open", purpose="store/summary/a", sealed=as_it_is) == {"fault": "broken"}
    assert asked(keys, "open", purpose="store/summary/a", sealed="ikke base64") == {"fault": "broken"}
    FileKeys(keys).destroy(summary)
    gone = asked(keys, "open", purpose="store/summary/a", sealed=b64encode(summary).decode())
    assert gone == {"fault": "destroyed"}


def test_the_log_says_who_asked_for_what_kind_and_never_what(keys: Keys, caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.INFO, "folkekommune.keys"):
        given = asked(keys, "derive", purpose="noise/no.example/4601=hemmelig")
        asked(keys, "derive", purpose="pseudonym/42424242")
        asked(keys, "noe helt annet", purpose="x")
    told = [record.fields for record in caplog.records]
    assert told == [
        {"user": "web", "operation": "derive", "purposes": "noise", "outcome": "given"},
        {"user": "web", "operation": "derive", "purposes": "not given out", "outcome": "refused"},
        {"user": "web", "operation": "?", "purposes": "not given out", "outcome": "unknown"},
    ]
    written = json.dumps(told) + caplog.text
    assert not any(word in written for word in (given["key"], "hemmelig", "42424242", "noe helt annet"))
