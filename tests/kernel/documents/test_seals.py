"""A seal's life: issued in an act, verified without database and network, revoked, verified again."""

from __future__ import annotations

import json
import stat
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from cryptography import x509
from tests.kernel.conftest import Office, entries
from tests.kernel.documents.area import revoke_one, seal_one
from tests.kernel.documents.test_attachments import context

from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.context import reading
from sapar.kernel.documents import seals, signer, trusting
from sapar.kernel.errors import Conflict, Invalid, NotFound, Unavailable
from sapar.standards.seals import cli
from sapar.standards.seals.verify import Bearer


def payload(**changes: Any) -> seals.Payload:
    today = clock.today()
    made = seals.Payload(
        number="MS-2026-000143",
        name="OZOW<<AMAN",
        document_number="L898902C3",
        birth_date="1974-08",
        nationality="UTO",
        valid_from=today,
        valid_until=today + timedelta(days=365),
        employer="123456789",
    )
    return replace(made, **changes)


def issue(actor: Actor, **changes: Any) -> Any:
    return seal_one(actor, record_id=uuid4(), payload=payload(**changes))


def test_issued_seal_is_valid_and_green_for_its_bearer(clerk: Actor) -> None:
    """At a desk that knows the trust folder the seal is valid, and green with the bearer's document."""
    seal = issue(clerk)
    verdict = seals.check_seal(seal.token, bearer=Bearer("L898902C3", "UTO", "1974-08"))
    assert (verdict.answer, verdict.green, verdict.list_stale) == ("valid", True, False)
    assert verdict.fields["number"] == "MS-2026-000143" and "specimen" in verdict.reasons
    other = seals.check_seal(seal.token, bearer=Bearer("X123", "UTO", "1974-08"))
    assert (other.answer, other.green) == ("bearer_mismatch", False)


def test_revocation_is_published_with_its_commit(clerk: Actor) -> None:
    """Right after the act of revocation every verifier that reads the trust folder answers: revoked."""
    seal, other = issue(clerk), issue(clerk)
    assert seals.check_seal(seal.token).answer == "valid"
    revoke_one(clerk, seal_id=seal.pk)
    assert seals.check_seal(seal.token).answer == "revoked"
    assert seals.check_seal(other.token).answer == "valid"
    with pytest.raises(Conflict):
        revoke_one(clerk, seal_id=seal.pk)


def test_rolled_back_revocation_is_not_published(clerk: Actor) -> None:
    """An act that failed has revoked nothing."""
    seal = issue(clerk)
    with pytest.raises(ZeroDivisionError):
        revoke_one(clerk, seal_id=seal.pk, fail=True)
    assert seals.publish_revocations() == 1
    assert seals.check_seal(seal.token).answer == "valid"


def test_answers_without_a_database(clerk: Actor, node_keys: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The offline command, which knows only the trust folder, gives the same answers before and after revocation."""
    seal = issue(clerk)

    def offline() -> str:
        cli.main([seal.token, "--trust", str(signer.trust_folder()), "--json"])
        return str(json.loads(capsys.readouterr().out)["answer"])

    assert offline() == "valid"
    revoke_one(clerk, seal_id=seal.pk)
    assert offline() == "revoked"


@pytest.mark.parametrize(("days", "answer"), [(-1, "not_yet_valid"), (0, "valid"), (365, "valid"), (366, "expired")])
def test_days_of_validity_are_inclusive(clerk: Actor, days: int, answer: str) -> None:
    """First and last day count, in the node's own zone."""
    seal = issue(clerk)
    assert seals.check_seal(seal.token, at=clock.today() + timedelta(days=days)).answer == answer


def test_never_green_with_a_stale_list(clerk: Actor) -> None:
    """Four days without a new list: the seal may be valid, it is not green, and the list is called stale."""
    seal = issue(clerk)
    later = trusting.here_and_now() + timedelta(days=4)
    verdict = seals.check_seal(seal.token, bearer=Bearer("L898902C3"), at=later)
    assert (verdict.answer, verdict.green, verdict.list_stale) == ("valid", False, True)
    assert "revoked_list_stale" in verdict.reasons
    ages = {age.kind: age.stale for age in seals.list_ages()}
    assert ages == {"crl": False, "revoked": False}


def test_altered_token_is_altered(clerk: Actor) -> None:
    """One changed character in the middle: altered, with nothing of it shown."""
    token = issue(clerk).token
    place = len(token) // 2
    forged = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
    verdict = seals.check_seal(forged)
    assert verdict.answer in ("altered", "not_a_seal") and verdict.fields == {}


def test_signature_of_another_node_is_unknown(clerk: Actor, tmp_path: Path, settings: Any) -> None:
    """A key that no trusted authority has certified convinces nobody."""
    token = issue(clerk).token
    settings.SAPAR_KEYS, settings.SAPAR_TRUST = tmp_path / "keys2", tmp_path / "trust2"
    settings.SAPAR_KEYS.mkdir(mode=0o700)
    seals.make(settings.SAPAR_KEYS)
    assert seals.check_seal(token).answer == "unknown_signer"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "Öwez Özow"),
        ("number", ""),
        ("document_number", "x" * 30),
        ("nationality", "TURKMEN"),
        ("birth_date", "12.08.1974"),
        ("employer", "№ 5"),
        ("valid_until", date(2001, 1, 1)),
    ],
)
def test_what_does_not_fit_is_refused_by_its_field(clerk: Actor, field: str, value: object) -> None:
    """Nothing is cut or transliterated in silence."""
    with pytest.raises(Invalid) as caught:
        issue(clerk, **{field: value})
    assert caught.value.field == field


def test_no_seal_outlives_its_signers_certificate(clerk: Actor) -> None:
    """A seal that would still be valid after the certificate of its signer is not issued."""
    with pytest.raises(Unavailable) as caught:
        issue(clerk, valid_until=clock.today() + timedelta(days=3650))
    assert caught.value.code == "seal_signer_ends_first"


def test_without_a_certificate_nothing_is_sealed(clerk: Actor, node_keys: Path, owner_sql: Any) -> None:
    """Before the State has certified the key, an act that seals fails as a whole."""
    for path in (signer.trust_folder() / "signers").iterdir():
        path.unlink()
    with pytest.raises(Unavailable) as caught:
        issue(clerk)
    assert caught.value.code == "seal_signer_not_certified"
    assert owner_sql.execute("select count(*) from documents_seal").fetchone() == (0,)
    assert seals.publish_revocations() == 0


def test_taken_index_is_drawn_again(clerk: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two seals never share a place in the list, whatever chance gives, and the act goes on."""
    drawn = iter([7, 7, 7, 9])
    monkeypatch.setattr("sapar.kernel.documents.seals.secrets.randbelow", lambda _: next(drawn))
    first, second = issue(clerk), issue(clerk)
    assert (first.index, second.index) == (7, 9)
    revoke_one(clerk, seal_id=first.pk)
    assert [seals.check_seal(one.token).answer for one in (first, second)] == ["revoked", "valid"]


def test_replaced_signer_keeps_its_seals_and_its_list(clerk: Actor, node_keys: Path) -> None:
    """After a change of key older seals stay valid and can still be revoked; the new key signs both lists."""
    old = issue(clerk)
    seals.make_signer(node_keys, country="UTO", name="SPECIMEN seal signer 2")
    with pytest.raises(Unavailable):
        issue(clerk)
    certify(node_keys)
    new = issue(clerk)
    assert old.kid != new.kid and (node_keys / f"seal-signer-{old.kid}.pem").exists()
    revoke_one(clerk, seal_id=old.pk)
    assert [seals.check_seal(one.token).answer for one in (old, new)] == ["revoked", "valid"]
    assert {age.name for age in seals.list_ages() if age.kind == "revoked"} == {old.kid, new.kid}


def test_next_key_seals_only_after_its_certificate(clerk: Actor, node_keys: Path) -> None:
    """The present key goes on sealing while the next one waits; without a certificate the change is refused."""
    old = issue(clerk)
    with pytest.raises(Unavailable):
        signer.use_next(node_keys, seals.trust())
    kid = signer.make_next(node_keys)
    with pytest.raises(Conflict):
        signer.make_next(node_keys)
    with pytest.raises(Unavailable):
        signer.use_next(node_keys, seals.trust())
    assert issue(clerk).kid == old.kid
    certify(node_keys, signer.NEXT_REQUEST)
    assert signer.use_next(node_keys, seals.trust()) == kid
    assert issue(clerk).kid == kid and seals.check_seal(old.token).answer == "valid"
    assert not (node_keys / signer.NEXT_KEY).exists() and (node_keys / f"seal-signer-{old.kid}.pem").exists()


def certify(folder: Path, asked: str = signer.REQUEST) -> None:
    """The specimen authority answers the request that lies in the folder."""
    from sapar.standards.seals import issue as issuing

    trust = signer.trust_folder()
    authority = (trust / "csca" / "specimen-utopia.pem").read_bytes()
    key = issuing.load_key((folder / signer.SPECIMEN_KEY).read_bytes())
    request = (folder / asked).read_bytes()
    made = issuing.issue_signer(key, authority, request, types=signer.TYPES, now=clock.now() - timedelta(hours=1))
    signer.write(trust / "signers" / "second.pem", made)


def test_production_node_makes_a_request_and_no_authority(tmp_path: Path, settings: Any) -> None:
    """``init`` of a production node: a private key, a request in the State's name, nobody trusted yet."""
    settings.SAPAR_MODE, settings.SAPAR_COUNTRY = "production", "TKM"
    settings.SAPAR_TRUST = tmp_path / "trust2"
    folder = tmp_path / "keys2"
    folder.mkdir(mode=0o700)
    seals.make(folder)
    assert {path.name for path in folder.iterdir()} == {signer.KEY, signer.REQUEST}
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in folder.iterdir())
    request = x509.load_pem_x509_csr((folder / signer.REQUEST).read_bytes())
    assert request.is_signature_valid and "C=TM" in request.subject.rfc4514_string()
    assert "SPECIMEN" not in request.subject.rfc4514_string()
    assert [path for path in settings.SAPAR_TRUST.rglob("*") if path.is_file()] == []
    before = (folder / signer.KEY).read_bytes()
    seals.make(folder)
    assert (folder / signer.KEY).read_bytes() == before


def test_unreadable_trust_folder_trusts_nobody(clerk: Actor) -> None:
    """A broken file in the trust folder never lets anything pass; when it is mended, seals verify again."""
    seal = issue(clerk)
    broken = signer.trust_folder() / "csca" / "broken.pem"
    broken.write_bytes(b"not a certificate")
    assert seals.check_seal(seal.token).answer == "unknown_signer"
    broken.unlink()
    assert seals.check_seal(seal.token).answer == "valid"


def test_who_sees_a_seal(office: Office, clerk: Actor, stranger: Actor, app_sql: Any) -> None:
    """Own institution, reach ``all`` and the holder of the record see a seal; others cannot see or revoke it."""
    record, holder = uuid4(), uuid4()
    seal = seal_one(clerk, record_id=record, payload=payload(), holder_id=holder)

    def seen(actor: Actor) -> list[UUID]:
        with reading(actor):
            return [one.pk for one in seals.seals_of(("record", record))]

    assert (
        seen(clerk) == seen(Actor.holder(holder, role="public")) == seen(office.add("chief", "test.chief")) == [seal.pk]
    )
    assert seen(stranger) == seen(Actor.holder(uuid4(), role="public")) == seen(Actor.public()) == []
    with pytest.raises(NotFound):
        revoke_one(stranger, seal_id=seal.pk)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        app_sql.execute("select token from documents_seal")
    with app_sql.transaction():
        app_sql.execute(context(stranger))
        assert app_sql.execute("select token from documents_seal").fetchall() == []
        assert app_sql.execute("update documents_seal set revoked_at = null").rowcount == 0


def test_seal_and_revocation_are_in_the_ledger(clerk: Actor, owner_sql: Any) -> None:
    """Both acts name the seal and its record."""
    seal = issue(clerk)
    revoke_one(clerk, seal_id=seal.pk)
    known = dict(owner_sql.execute("select subject, pseudonym from ledger_subject").fetchall())
    wanted = {known[f"seal:{seal.pk}"], known[f"record:{seal.subject_id}"]}
    for name in ("test.seal", "test.revoke"):
        (entry,) = entries(owner_sql, name)
        assert set(entry["subjects"]) == wanted
