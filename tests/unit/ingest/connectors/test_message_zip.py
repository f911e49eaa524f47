"""Messages in zip files: what they say, in which order they count, and what stops a file."""

from __future__ import annotations

import hashlib
import io
import zipfile

import pytest
from delivery_factory import number
from message_factory import NAME, message, pack, write_packed
from record_factory import PACKAGE

from folkekommune.errors import InputError
from folkekommune.ingest.cells.batch import Batch
from folkekommune.ingest.cells.columns import ABSENT
from folkekommune.ingest.connectors import message_zip, shapes
from folkekommune.ingest.delivery import open_delivery
from folkekommune.ingest.mappings.mapping import load_mapping
from folkekommune.texts import LANGUAGES, text

FILE = PACKAGE.folder / "mappings" / "meldinger.toml"
MAPPING = load_mapping(FILE, PACKAGE.databank, shapes=shapes())
ODD = number("2018-03-05")
GOOD = message("7", ODD, {"ammestatus": "1"})
VISIT = '<h:Konsultasjon id="7" type="U6"'


def read(tmp_path, content: bytes, *, rows: int | None = None, mapping=MAPPING) -> list[Batch]:
    folder = write_packed(tmp_path / "d", content, rows=rows)
    return list(message_zip.read(open_delivery(folder), mapping, PACKAGE.databank))


def fault(tmp_path, content: bytes, **options: object) -> InputError:
    with pytest.raises(InputError) as caught:
        read(tmp_path, content, **options)
    assert caught.value.place.file.endswith(NAME)
    for language in LANGUAGES:
        sentence = text(caught.value.code, language, **caught.value.parameters)
        assert ODD not in sentence
        assert "Testesen" not in sentence
    return caught.value


def words(batch: Batch, target: str) -> list[str | None]:
    cells = batch.cells[target]
    return [None if index == ABSENT else cells.words[index] for index in cells.indices]


def with_mapping(tmp_path, old: str, new: str):
    content = FILE.read_text(encoding="utf-8")
    assert old in content
    file = tmp_path / "egen.toml"
    file.write_text(content.replace(old, new), encoding="utf-8")
    mapping = load_mapping(file, PACKAGE.databank, shapes=shapes())
    message_zip.check(mapping)
    return mapping


def test_a_message_becomes_a_row(tmp_path):
    answers = {"ammestatus": "1", "vekt_kg": ("5.02", "kg"), "epds_sum": "7", "sovn": ""}
    answers["merknad"] = "hemmelig"
    (batch,) = read(tmp_path, pack([message("7", ODD, answers)]), rows=1)
    assert (batch.occasion, list(batch.rows), list(batch.withdrawn)) == ("U6", [1], [False])
    assert batch.record.to_pylist() == ["7"]
    assert batch.identity.to_pylist() == [ODD]
    # 17 April 2018, noon in Norway, as seconds: worked out with `date -d`.
    assert list(batch.version) == [1523959200]
    assert {target: words(batch, target) for target in batch.cells} == {
        "visit_date": ["2018-04-17"],
        "birth_date": ["2018-03-05"],
        "sex": ["1"],
        "KOMMUNE": ["4601"],
        "BYDEL": ["460107"],
        "ENHET": ["4601-H01"],
        "ROLLE": ["1"],
        "STATUS": ["1"],
        "AMMESTATUS": ["1"],
        "VEKT_KG": ["5.02"],
        "EPDS_SUM": ["7"],
    }
    assert "hemmelig" not in str(batch)
    assert "Testesen" not in str(batch)


def test_a_correction_and_a_withdrawal_count_by_when_they_were_made(tmp_path):
    content = pack(
        [
            message("7", ODD, {"ammestatus": "2"}, made="2019-01-02T10:00:00+01:00", parent="7-1"),
            message("7", ODD, {"ammestatus": "1"}, made="2018-04-17T12:00:00+02:00"),
            message("7", ODD, made="2019-01-02T08:59:59Z", about='enhet="4601-H01" trukket="true"'),
        ]
    )
    (batch,) = read(tmp_path, content, rows=3)
    assert batch.record.to_pylist() == ["7", "7", "7"]
    assert list(batch.withdrawn) == [False, False, True]
    first, second, third = batch.version
    assert second < third == first - 1


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        (("5020", "g"), "5.02"),
        (("5.02", "kg"), "5.02"),
        (("5,02", "kg"), "5,02"),
        (("11", "lb"), "11 lb"),
        (("ukjent", "g"), "ukjent"),
        (("999", "g"), "999"),
        ("5.02", "5.02"),
    ],
)
def test_a_unit_is_turned_into_the_databanks(tmp_path, answer, word):
    """What stands for no answer stays as it is, and a unit that is not known makes it no number."""
    (batch,) = read(tmp_path, pack([message("7", ODD, {"vekt_kg": answer})]))
    assert words(batch, "VEKT_KG") == [word]


def test_a_unit_may_be_declared_where_messages_do_not_say_it(tmp_path):
    mapping = with_mapping(tmp_path, "[visit]", '[units]\nVEKT_KG = "g"\n\n[visit]')
    content = pack([message("7", ODD, {"vekt_kg": "5020"}), message("8", ODD, {"vekt_kg": ("4.9", "kg")})])
    (batch,) = read(tmp_path, content, mapping=mapping)
    assert words(batch, "VEKT_KG") == ["5.02", "4.9"]


def test_why_there_is_no_answer_is_kept(tmp_path):
    odd = GOOD.replace('<h:Svar V="1"/>', '<h:Svar nullFlavor="NASK"/>')
    (batch,) = read(tmp_path, pack([odd]))
    assert words(batch, "AMMESTATUS") == ["null:NASK"]


def test_two_answers_to_one_question_are_put_together(tmp_path):
    twice = GOOD.replace('<h:Svar V="1"/>', '<h:Svar V="1"/><h:Svar V="2"/>')
    assert words(read(tmp_path, pack([twice]))[0], "AMMESTATUS") == ["1|2"]


def test_the_preferred_number_counts_and_the_others_go_along(tmp_path):
    d_number = number("2018-03-05", d_number=True)
    ident = f'<Ident><Id>{d_number}</Id><TypeId V="DNR"/></Ident><Ident><Id>{ODD}</Id>'
    both = GOOD.replace(f"<Ident><Id>{ODD}</Id>", ident)
    passport = GOOD.replace('<TypeId V="FNR"', '<TypeId V="PNR"')
    (batch,) = read(tmp_path, pack([both, passport]))
    assert batch.identity.to_pylist() == [ODD, None]
    assert words(batch, "other_identity") == [d_number, None]


def test_the_declared_encoding_is_followed(tmp_path):
    site = 'enhet="4601-Ås" rolle="1" oppmote="1"'
    latin = message("7", ODD, about=site, declared="ISO-8859-1").encode("iso-8859-1")
    utf8 = message("8", ODD, about=site).encode()
    marked = b"\xef\xbb\xbf" + message("9", ODD, about=site).encode()
    (batch,) = read(tmp_path, pack([latin, utf8, marked]))
    assert words(batch, "ENHET") == ["4601-Ås"] * 3


def test_a_message_in_another_encoding_than_it_declares(tmp_path):
    wrong = message("7", ODD, about='enhet="4601-Ås"').encode("iso-8859-1")
    found = fault(tmp_path, pack([GOOD, wrong]))
    assert (found.code, found.place.row) == ("messages.encoding-wrong", 2)


@pytest.mark.parametrize("declared", ["UTF-7", "cp037", "ebcdic-int"])
def test_a_strange_encoding_is_refused(tmp_path, declared):
    assert fault(tmp_path, pack([message("7", ODD, declared=declared)])).code == "archives.xml-encoding"


@pytest.mark.parametrize(
    "broken",
    [
        GOOD[:-20],
        GOOD.replace("</MsgInfo>", ""),
        GOOD.replace("4601-H01", "4601\0H01"),
        GOOD.replace("4601-H01", "4601&ukjent;"),
        GOOD.replace("2018-04-17T12:00:00+02:00</GenDate>", "i går</GenDate>"),
        GOOD.replace("</h:Helseprofil>", f"{VISIT}/></h:Helseprofil>"),
        "",
        "PK\x03\x04",
    ],
)
def test_a_broken_message_waits_and_the_others_are_read(tmp_path, broken):
    batches = read(tmp_path, pack([GOOD, broken, message("8", ODD)]), rows=3)
    assert [r for batch in batches for r in batch.record.to_pylist()] == ["7", "8"]
    assert [row for batch in batches for row in batch.broken] == [2]


@pytest.mark.parametrize(
    "other",
    [
        GOOD.replace('V="HELSEPROFIL"', 'V="EPIKRISE"'),
        GOOD.replace("urn:folkekommune:hp:xml:1", "urn:folkekommune:hp:xml:2"),
        GOOD.replace("msghead/2006-05-24", "msghead/2004-01-01"),
        '<?xml version="1.0"?><brev>hei</brev>',
    ],
)
def test_another_message_stops_the_load(tmp_path, other):
    found = fault(tmp_path, pack([GOOD, other]))
    assert (found.code, found.place.row) == ("messages.other-message", 2)


def test_an_unknown_occasion_stops_the_load(tmp_path):
    assert fault(tmp_path, pack([message("7", ODD, occasion="U9")])).code == "messages.occasion-unknown"


def test_an_unknown_question_stops_the_load_and_is_named(tmp_path):
    found = fault(tmp_path, pack([message("7", ODD, {"ammestatuss": "1"})]))
    assert (found.code, found.parameters["field"]) == ("ingest.field-unknown", "ammestatuss")
    assert found.suggestion == "ammestatus"


def test_an_unknown_attribute_of_the_visit_does_too(tmp_path):
    assert fault(tmp_path, pack([message("7", ODD, about='rom="3"')])).parameters["field"] == "@rom"


HOSTILE = {
    "laughs": '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>',
    "outside": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    "elsewhere": '<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd">',
    "parameter": '<!DOCTYPE x [<!ENTITY % a SYSTEM "http://127.0.0.1/x"> %a;]>',
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_entities_are_neither_declared_nor_fetched(tmp_path, kind):
    """Sockets are off in the tests; a parser that fetched would fail otherwise than so."""
    first, _, rest = GOOD.partition("\n")
    hostile = f"{first}\n{HOSTILE[kind]}{rest.replace('4601-H01', '&b;')}"
    found = fault(tmp_path, pack([GOOD, hostile]))
    assert (found.code, found.place.row) == ("archives.xml-doctype", 2)


def test_elements_inside_each_other_without_end(tmp_path):
    deep = GOOD.replace("</h:Konsultasjon>", "<a>" * 5000 + "</a>" * 5000 + "</h:Konsultasjon>")
    assert fault(tmp_path, pack([deep])).code == "archives.xml-deep"


@pytest.mark.parametrize(
    ("filling", "code"),
    [
        ("x" * 2_000_000, "archives.bomb"),
        (hashlib.shake_128(b"x").hexdigest(1_000_000), "archives.member-large"),
    ],
)
def test_a_giant_message(tmp_path, filling, code):
    """One letter two million times packs well; so many random ones do not."""
    assert fault(tmp_path, pack([GOOD.replace("4601-H01", filling)])).code == code


def test_a_message_that_was_altered_on_the_way(tmp_path):
    digest = hashlib.sha256(GOOD.encode()).hexdigest()
    listed = f"1.xml {digest}\n2.xml {digest}\n"
    found = fault(tmp_path, pack([GOOD, message("8", ODD)], listed=listed))
    assert (found.code, found.place.row) == ("messages.altered", 2)


def test_the_list_and_the_messages_must_be_the_same(tmp_path):
    digest = hashlib.sha256(GOOD.encode()).hexdigest()
    gone = fault(tmp_path, pack([GOOD], listed=f"1.xml {digest}\n2.xml {digest}\n"))
    assert (gone.code, gone.place.row) == ("messages.message-missing", 2)
    more = fault(tmp_path, pack([GOOD], more={"3.xml": b"<a/>", "4.xml": b"<a/>"}))
    assert (more.code, more.parameters["n"]) == ("messages.message-unlisted", 2)


@pytest.mark.parametrize("listed", ["1.xml\n", "1.xml abc\n", "hei\n", "1.xml " + "g" * 64])
def test_a_list_that_is_none(tmp_path, listed):
    assert fault(tmp_path, pack([GOOD], listed=listed)).code == "messages.list-broken"


def test_a_name_twice_in_the_list(tmp_path):
    line = f"1.xml {hashlib.sha256(GOOD.encode()).hexdigest()}\n"
    assert fault(tmp_path, pack([GOOD], listed=line * 2)).code == "messages.list-broken"


def test_a_list_with_a_mark_and_without_its_last_line_end(tmp_path):
    line = f"1.xml {hashlib.sha256(GOOD.encode()).hexdigest().upper()}"
    (batch,) = read(tmp_path, pack([GOOD], listed="\ufeff" + line), rows=1)
    assert [remark.kind for remark in batch.remarks] == ["byte-order-mark"]


def test_a_package_without_a_list(tmp_path):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("1.xml", GOOD)
    assert fault(tmp_path, content.getvalue()).code == "messages.list-missing"


def test_the_manifest_says_another_number(tmp_path):
    assert fault(tmp_path, pack([GOOD]), rows=2).code == "ingest.rows-differ"


def test_batches_are_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr(message_zip, "ROWS_AT_A_TIME", 10)
    batches = read(tmp_path, pack([message(str(n), ODD) for n in range(25)]), rows=25)
    assert [len(batch.rows) for batch in batches] == [10, 10, 5]


@pytest.mark.parametrize(
    ("old", "new", "code", "key"),
    [
        ('kind = "HELSEPROFIL"\n', "", "ingest.key-missing", "message.kind"),
        ('name = "navn"', 'nam = "navn"', "ingest.key-missing", "message.attributes.name"),
        ('kind = "m:MsgHead', 'kind = "k:MsgHead', "messages.prefix-unknown", "message.paths.kind"),
        ('h:Svar"', 'h:Svar/@V"', "messages.path-not-element", "message.paths.answer"),
        ('sex = ["m:', 'sex = ["n:', "messages.field-prefix-unknown", "message.namespaces"),
        ("[message.paths]", "[message.path]", "ingest.key-missing", "message.paths.kind"),
        ('record = ["@id"]\n', "", "ingest.key-missing", "fields.record"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused(tmp_path, old, new, code, key):
    with pytest.raises(InputError) as caught:
        with_mapping(tmp_path, old, new)
    assert (caught.value.code, caught.value.parameters["key"]) == (code, key)
    for language in LANGUAGES:
        assert key in text(code, language, **caught.value.parameters)
