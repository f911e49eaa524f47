"""Log-in with providers outside, against two in processes of their own: right, and wrong in every way."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from oidc_processes import be_wrong, choose_person, follow, free_port, running_provider
from outside_factory import HOST, OutsideSite, open_site, provider_at
from sqlalchemy import text
from starlette.testclient import TestClient

from folkekommune.access.outside_identities import OutsideIdentity
from folkekommune.access.outside_sessions import Beginning
from folkekommune.web.account.outside import TICKET
from folkekommune.web.sessions import COOKIE

OWN = {"Sec-Fetch-Site": "same-origin"}
GOAL = "/nb/kommune/4601/overvekt_4aar?aar=2024"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with running_provider(f"{HOST}/logg-inn/prove/svar") as found:
        yield found


@pytest.fixture(scope="module")
def other_issuer() -> Iterator[str]:
    with running_provider(f"{HOST}/logg-inn/annen/svar") as found:
        yield found


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, issuer: str, other_issuer: str) -> OutsideSite:
    """Make a site with two providers, where Kari is the planner."""
    return _site(tmp_path_factory.mktemp("site"), issuer, other_issuer)


def _site(folder: Path, issuer: str, other_issuer: str) -> OutsideSite:
    made = open_site(folder, provider_at(issuer), provider_at(other_issuer, "annen", "En annen"))
    attempt = made.log_ins.use_ticket("a ticket", client="test")
    assert attempt is not None
    identity = OutsideIdentity("prove", issuer, f"kari-at-{issuer}")
    reference = made.log_ins.log_in(identity, attempt, beginning=Beginning("prove"))
    assert isinstance(reference, str)
    made.log_ins.identities.link("planlegger", reference, by="test")
    return made


@pytest.fixture
def client(site: OutsideSite) -> TestClient:
    return _client(site)


_MACHINES = count()


def _client(site: OutsideSite) -> TestClient:
    """Open a browser, each on a machine of its own: too many failures close a machine out."""
    machine = (f"machine-{next(_MACHINES)}", 50000)
    return TestClient(site.app, base_url=HOST, follow_redirects=False, client=machine)


def _begin(client: TestClient, *, til: str = GOAL, provider: str = "prove") -> str:
    answer = client.get(f"/nb/logg-inn/hos/{provider}", params={"til": til})
    assert answer.status_code == 303
    return answer.headers["location"]


def _answer(client: TestClient, person: str = "kari", **settings: str) -> str:
    return choose_person(_begin(client, **settings), person).removeprefix(HOST)


Reasons = Callable[[], list[str]]


@pytest.fixture
def reasons(site: OutsideSite) -> Reasons:
    """Tell why log-ins were refused in this test, as the audit trail has it."""
    before = len(_refusals(site))
    return lambda: _refusals(site)[before:]


def _refusals(site: OutsideSite) -> list[str]:
    found = (row.event for row in site.audit.rows())
    return [" ".join(event.rules) for event in found if event.action == "log-in-refused"]


def _is_refused(client: TestClient, address: str, told: str = "avvist") -> str:
    """Follow an answer that must not be accepted, and give the page."""
    answer = client.get(address)
    assert answer.status_code == 303
    goal = urlsplit(answer.headers["location"])
    assert (goal.netloc, goal.path) == ("", "/nb/logg-inn")
    assert parse_qs(goal.query)["avvist"] == [told]
    assert COOKIE not in client.cookies
    page = client.get(answer.headers["location"])
    assert page.status_code == 403
    assert "Du er ikke logget inn" in page.text
    return page.text


def test_the_page_offers_every_provider_in_three_languages(client: TestClient) -> None:
    for language, words in (("nb", "Logg inn med"), ("nn", "Logg inn med"), ("en", "Log in with")):
        page = client.get(f"/{language}/logg-inn?{urlencode({'til': GOAL})}").text
        assert f"{words} Prøve-ID" in page
        assert f"{words} En annen" in page
        assert (
            f'href="/{language}/logg-inn/hos/prove?til=/nb/kommune/4601/overvekt_4aar%3Faar%3D2024"' in page
        )


def test_a_log_in_asks_for_a_code_with_pkce_state_nonce_and_level(client: TestClient) -> None:
    asked = parse_qs(urlsplit(_begin(client)).query)
    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["acr_values"] == ["idporten-loa-high"]
    assert asked["redirect_uri"] == [f"{HOST}/logg-inn/prove/svar"]
    assert asked["scope"] == ["openid"]
    secrets = [asked[name][0] for name in ("state", "nonce", "code_challenge")]
    assert all(len(secret) >= 43 for secret in secrets)
    again = parse_qs(urlsplit(_begin(client)).query)
    assert all(again[name] != asked[name] for name in ("state", "nonce", "code_challenge"))


def test_who_is_linked_comes_to_the_page_they_were_going_to(site: OutsideSite, client: TestClient) -> None:
    answer = client.get(_answer(client))
    assert (answer.status_code, answer.headers["location"]) == (303, GOAL)
    cookie = next(each for each in answer.headers.get_list("set-cookie") if each.startswith(COOKIE)).lower()
    assert all(word in cookie for word in ("httponly", "samesite=lax", "secure"))
    page = client.get(GOAL)
    assert page.status_code == 200
    assert "Pia Planlegger" in page.text
    events = [row.event for row in site.audit.rows() if row.event.action == "log-in"]
    assert {(event.actor, event.subject) for event in events} >= {("user:planlegger", "provider:prove")}


def test_the_browser_s_ticket_tells_neither_state_nor_pkce_s_secret(client: TestClient) -> None:
    asked = parse_qs(urlsplit(_begin(client)).query)
    carried = client.cookies[TICKET]
    assert not any(asked[name][0] in carried for name in ("state", "nonce", "code_challenge"))


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("nonce", "nonce"),
        ("no-nonce", "nonce"),
        ("audience", "audience"),
        ("more-audiences", "audience"),
        ("issuer", "issuer"),
        ("expired", "expired"),
        ("old", "expired"),
        ("altered", "signature"),
        ("stolen-name", "signature"),
        ("unknown-key", "key"),
        ("unsigned", "algorithm"),
        ("shared-key", "algorithm"),
        ("no-subject", "subject"),
        ("access-token", "claims"),
    ],
)
def test_a_proof_that_is_wrong_is_refused(
    client: TestClient, reasons: Reasons, issuer: str, fault: str, reason: str
) -> None:
    address = _answer(client)
    be_wrong(issuer, fault)
    page = _is_refused(client, address)
    assert "Vi kunne ikke bekrefte innloggingen." in page
    assert reasons() == [reason]
    assert client.get("/nb/kommune/4601/").status_code == 303


def test_a_log_in_at_too_low_a_level_is_refused_with_advice(
    client: TestClient, reasons: Reasons, issuer: str
) -> None:
    address = _answer(client)
    be_wrong(issuer, "level")
    assert "lavere sikkerhetsnivå" in _is_refused(client, address, "niva")
    assert reasons() == ["level"]


def test_a_provider_that_has_changed_its_key_is_still_known(client: TestClient, issuer: str) -> None:
    assert client.get(_answer(client)).headers["location"] == GOAL
    client.cookies.clear()
    be_wrong(issuer, "new-key")
    assert client.get(_answer(client)).headers["location"] == GOAL


def test_an_answer_is_good_once(client: TestClient, reasons: Reasons) -> None:
    address = _answer(client)
    ticket = client.cookies[TICKET]
    assert client.get(address).headers["location"] == GOAL
    client.cookies.clear()
    client.cookies.set(TICKET, ticket, domain="kommune.example", path="/logg-inn")
    _is_refused(client, address)
    assert reasons() == ["replay"]


def test_a_code_is_good_for_the_log_in_it_was_made_for_alone(
    site: OutsideSite, client: TestClient, reasons: Reasons, issuer: str
) -> None:
    used = parse_qs(urlsplit(_answer(client)).query)["code"][0]
    other = _client(site)
    state = parse_qs(urlsplit(_begin(other)).query)["state"][0]
    # Nobody has used the code yet: it is PKCE that stops it.
    answer = urlencode({"code": used, "state": state, "iss": issuer})
    _is_refused(other, f"/logg-inn/prove/svar?{answer}")
    assert reasons() == ["provider-refused"]


def test_a_code_that_was_used_is_no_good_again(client: TestClient, reasons: Reasons, issuer: str) -> None:
    address = _answer(client)
    client.get(address)
    client.cookies.clear()
    state = parse_qs(urlsplit(_begin(client)).query)["state"][0]
    used = parse_qs(urlsplit(address).query)["code"][0]
    _is_refused(client, f"/logg-inn/prove/svar?{urlencode({'code': used, 'state': state, 'iss': issuer})}")
    assert reasons() == ["provider-refused"]


def test_another_browser_s_answer_is_refused(site: OutsideSite, client: TestClient, reasons: Reasons) -> None:
    """Nobody can be logged in as someone else by following a link."""
    lured = _client(site)
    address = _answer(client)
    answer = lured.get(address)
    assert answer.headers["location"] == "/nb/logg-inn?avvist=utlopt"
    _begin(lured)
    _is_refused(lured, address)
    assert reasons() == ["state"]


@pytest.mark.parametrize("state", ["", "x", "A" * 43])
def test_a_wrong_state_is_refused(client: TestClient, reasons: Reasons, state: str) -> None:
    code = parse_qs(urlsplit(_answer(client)).query)["code"][0]
    _is_refused(client, f"/logg-inn/prove/svar?{urlencode({'code': code, 'state': state})}")
    assert reasons() == ["state"]


def test_one_provider_cannot_answer_for_another(client: TestClient, reasons: Reasons, issuer: str) -> None:
    query = urlsplit(_answer(client, provider="annen")).query
    _is_refused(client, f"/logg-inn/prove/svar?{query}")
    address = _begin(client)
    be_wrong(issuer, "other-sender")
    _is_refused(client, choose_person(address, "kari").removeprefix(HOST))
    assert reasons() == ["mix-up", "mix-up"]


def test_the_same_name_at_another_provider_is_another_person(
    site: OutsideSite, client: TestClient, other_issuer: str
) -> None:
    answer = client.get(_answer(client, provider="annen"))
    assert answer.headers["location"] == "/nb/logg-inn/venter"
    assert COOKIE not in client.cookies


@pytest.mark.parametrize(
    "til",
    [
        "https://example.org/",
        "//example.org/nb/kommune/",
        "/\\example.org",
        "/nb/kommune\\..\\x",
        "/nb/logg-ut",
        "nb/kommune/",
        "javascript:alert(1)",
    ],
)
def test_after_the_log_in_the_reader_stays_with_us(client: TestClient, til: str) -> None:
    assert client.get(_answer(client, til=til)).headers["location"] == "/nb/kommune/"


def test_who_cancels_is_told_so(client: TestClient, reasons: Reasons) -> None:
    assert "Innloggingen ble avbrutt." in _is_refused(client, _answer(client, "nobody"), "avbrutt")
    assert reasons() == ["cancelled"]


def test_a_ticket_that_is_not_ours_opens_nothing(client: TestClient) -> None:
    client.cookies.set(TICKET, "x.y.z", domain="kommune.example", path="/logg-inn")
    answer = client.get("/logg-inn/prove/svar?code=x&state=y")
    assert answer.headers["location"] == "/nb/logg-inn?avvist=utlopt"


def test_a_provider_that_does_not_answer_is_told_of(tmp_path: Path) -> None:
    site = open_site(tmp_path, provider_at(f"http://127.0.0.1:{free_port()}"))
    page = _is_refused(_client(site), "/nb/logg-inn/hos/prove", "ikke-svar")
    assert "svarer ikke" in page
    assert _refusals(site) == ["unreachable"]


def test_a_provider_that_says_it_is_another_is_refused(tmp_path: Path) -> None:
    with running_provider() as issuer:
        be_wrong(issuer, "other-issuer")
        site = open_site(tmp_path, provider_at(issuer))
        _is_refused(_client(site), "/nb/logg-inn/hos/prove")
    assert _refusals(site) == ["issuer"]


def test_an_unknown_provider_does_not_exist(client: TestClient) -> None:
    for path in ("/nb/logg-inn/hos/ukjent", "/logg-inn/ukjent/svar", "/logg-inn/ukjent/ut"):
        assert client.get(path).status_code == 404


def test_too_many_wrong_answers_are_stopped(client: TestClient, reasons: Reasons) -> None:
    for _ in range(30):
        _begin(client)
        client.get("/logg-inn/prove/svar?code=x&state=y")
    assert "for mange forsøk" in _is_refused(client, _answer(client), "for-mange")
    assert len(reasons()) == 30


def test_someone_new_gets_a_reference_and_no_rights_until_they_are_linked(
    site: OutsideSite, client: TestClient
) -> None:
    answer = client.get(_answer(client, "eva"))
    assert answer.headers["location"] == "/nb/logg-inn/venter"
    assert COOKIE not in client.cookies
    page = client.get("/nb/logg-inn/venter")
    assert page.status_code == 403
    reference = re.findall(r">([2-9A-Z]{4}-[2-9A-Z]{4})<", page.text)[0]
    assert client.get("/nb/kommune/4601/").status_code == 303
    again = _client(site)
    again.get(_answer(again, "eva"))
    assert reference in again.get("/nn/logg-inn/venter").text
    site.log_ins.identities.link("nabo", reference, by="test")
    assert client.get(_answer(client, "eva", til="")).headers["location"] == "/nb/kommune/"
    assert "Nils Nabo" in client.get("/nb/kommune/4631/").text


def test_the_page_of_references_shows_none_that_an_address_or_another_s_note_brings(
    client: TestClient,
) -> None:
    assert client.get("/nb/logg-inn/venter").headers["location"] == "/nb/logg-inn"
    client.cookies.set("fk_waiting", "ABCD-EFGH", domain="kommune.example")
    assert client.get("/nb/logg-inn/venter").headers["location"] == "/nb/logg-inn"


def test_nothing_that_tells_who_someone_is_lies_in_the_database(
    tmp_path: Path, issuer: str, other_issuer: str
) -> None:
    site = _site(tmp_path, issuer, other_issuer)
    client = _client(site)
    client.get(_answer(client))
    client.cookies.clear()
    address = _answer(client)
    be_wrong(issuer, "identity-number")
    client.get(address)
    client.get(_answer(_client(site), "ola"))
    with site.engine.connect() as connection:
        tables = connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table'")).all()
        kept = " ".join(
            str(row) for table in tables for row in connection.execute(text(f'SELECT * FROM "{table}"'))
        )
        proofs = connection.scalars(text("SELECT id_token FROM outside_sessions")).all()
    assert not any(word in kept for word in ("kari-at", "ola-at", "session-of", "01815500101", issuer, "eyJ"))
    assert sorted(proof is None for proof in proofs) == [False, True]


def _log_out(client: TestClient) -> str:
    page = client.get("/nb/kommune/4601/").text
    token = re.findall(r'name="form_token" value="([^"]+)"', page)[0]
    answer = client.post("/nb/logg-ut", data={"form_token": token}, headers=OWN)
    assert answer.status_code == 200
    return answer.text


def test_logging_out_ends_the_session_here_and_at_the_provider(client: TestClient) -> None:
    client.get(_answer(client))
    stolen = client.cookies[COOKIE]
    page = _log_out(client)
    address = re.findall(r'http-equiv="refresh" content="0;url=([^"]+)"', page)[0].replace("&amp;", "&")
    sent = parse_qs(urlsplit(address).query)
    assert sent["post_logout_redirect_uri"] == [f"{HOST}/logg-inn/prove/ut"]
    client.cookies.set(COOKIE, stolen, domain="kommune.example")
    assert client.get("/nb/kommune/4601/").status_code == 303
    back = follow(address)
    assert back == f"{HOST}/logg-inn/prove/ut?state=nb"
    answer = client.get(back.removeprefix(HOST))
    assert answer.headers["location"] == "/nb/logg-inn?ut=1"


def test_a_proof_with_an_identity_number_is_not_kept_to_log_out_with(client: TestClient, issuer: str) -> None:
    address = _answer(client)
    be_wrong(issuer, "identity-number")
    client.get(address)
    page = _log_out(client)
    assert "id_token_hint" not in page
    assert "client_id=folkekommune" in page


def test_a_session_that_the_provider_ends_is_ended_here(
    site: OutsideSite, client: TestClient, issuer: str
) -> None:
    client.get(_answer(client))
    other = _client(site)
    for query in (
        {"iss": "https://other.example", "sid": "session-of-kari"},
        {"iss": issuer, "sid": "x"},
        {},
    ):
        other.get(f"/logg-inn/prove/avslutt?{urlencode(query)}")
        assert client.get("/nb/kommune/4601/").status_code == 200
    ended = {"iss": issuer, "sid": "session-of-kari"}
    assert other.get(f"/logg-inn/prove/avslutt?{urlencode(ended)}").status_code == 200
    assert client.get("/nb/kommune/4601/").status_code == 303


def test_a_closed_account_stays_closed(tmp_path: Path, issuer: str, other_issuer: str) -> None:
    site = _site(tmp_path, issuer, other_issuer)
    client = _client(site)
    site.app.state.pages.services.accounts.disable("planlegger", by="test")
    assert "Brukeren din er stengt." in _is_refused(client, _answer(client), "stengt")
