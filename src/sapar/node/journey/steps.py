"""The journey of one worker, as its people live it: each does their part on their own pages, and what one did is read
back from another's page. Nothing here looks into the database.
"""

from __future__ import annotations

import io
import json
import re
import secrets
import tempfile
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from sapar.node.journey.client import Browser, Page
from sapar.node.journey.people import Cast
from sapar.standards import mrz

REFERENCE = re.compile(r"WP-[0-9A-Z]{4}-[0-9A-Z]{4}")
SEAL = re.compile(r"SAPAR1:[0-9A-Z]{100,}")
CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b")
FIGURE = re.compile(r"(\d+) of (\d+)")


class StepFailed(Exception):
    """What was read back is not what was done."""


@dataclass
class Story:
    """What is known so far. ``advance`` moves the node's clock; ``patience`` is how long a job may take, seconds;
    ``tend`` is what to do while waiting for one."""

    cast: Cast
    data: Path
    advance: Callable[[int], None]
    patience: float = 90.0
    tend: Callable[[], None] = lambda: time.sleep(0.5)
    today: date = field(default_factory=date.today)
    number: str = field(default_factory=lambda: f"S{secrets.randbelow(10**7):07d}")
    surname: str = field(default_factory=lambda: "TESTOV" + "".join(secrets.choice("AEKLMNOR") for _ in range(4)))
    browsers: dict[str, Browser] = field(default_factory=dict)
    reference: str = ""
    application: str = ""
    undecided: str = ""
    code: str = ""
    seal: str = ""
    before: tuple[int, int] = (0, 0)

    def browser(self, username: str) -> Browser:
        if username not in self.browsers:
            self.browsers[username] = self.cast.sign_in(username)
        return self.browsers[username]

    def lines(self, number: str) -> str:
        """The machine-readable lines of the worker's passport with this number."""
        return mrz.generate_td3(
            issuer="UTO",
            number=number,
            nationality="UTO",
            birth_date=date(1991, 6, 4),
            sex="M",
            expiry_date=self.today + timedelta(days=2000),
            primary=self.surname,
            secondary="ANDREJ",
        )

    def until(self, look: Callable[[], str | None], what: str) -> str:
        """Ask again until there is an answer: jobs run beside the pages."""
        end = time.monotonic() + self.patience
        while (found := look()) is None:
            if time.monotonic() > end:
                raise StepFailed(f"{what} did not happen within {self.patience:.0f} s")
            self.tend()
        return found


def expect(page: Page, *words: str, status: int = 200) -> Page:
    """The page has this status and says all of this. Raises StepFailed."""
    if page.status != status:
        raise StepFailed(f"{page.url} answered {page.status} instead of {status}: {page.text[:300]}")
    for word in words:
        if word not in page.text:
            raise StepFailed(f"{page.url} does not say {word!r}: {page.text[:600]}")
    return page


def day(name: str, value: date) -> dict[str, str]:
    return {f"{name}_day": str(value.day), f"{name}_month": str(value.month), f"{name}_year": str(value.year)}


def _picture(width: int) -> bytes:
    from PIL import Image

    file = io.BytesIO()
    Image.new("RGB", (width, 400), (200, 180, 160)).save(file, "JPEG")
    return file.getvalue()


def _apply(story: Story, number: str) -> tuple[str, str]:
    """Fill in and send one application; gives its address and its reference."""
    b = story.browser("employer")
    page = expect(b.open("/labour/applications/"))
    page = expect(b.submit(page, page.form("idempotency_key", action="start")))
    own = page.url.split("?")[0]
    page = expect(b.open(own + "worker"))
    lines = {"mrz": story.lines(number)}
    page = expect(b.submit(page, page.form("mrz", action=""), lines, button=("read", "1")), story.surname)
    # A number of their own: one that stands for several workers would get no code.
    typed = {"phone": f"+9936{secrets.randbelow(10**7):07d}", "language": "en"}
    page = expect(b.submit(page, page.form("primary", "phone"), typed))
    page = expect(b.open(own + "work"))
    work = {
        "post": "Welder",
        "sector": "F",
        "wage": "4500",
        "wage_currency": "TMT",
        "place_of_work": "Türkmenbaşy",
        **day("starts_on", story.today),
        **day("ends_on", story.today + timedelta(days=300)),
    }
    expect(b.submit(page, page.form("post"), work))
    for kind, width in (("passport", 600), ("photo", 300), ("contract", 500)):
        page = expect(b.open(own + "documents"))
        page = b.submit(
            page, page.form("kind", "content"), {"kind": kind}, files={"content": ("file.jpg", _picture(width))}
        )
        expect(page)
    page = expect(b.open(own + "check"), story.surname, "Welder")
    page = expect(b.submit(page, page.form("confirmed"), {"confirmed": "on"}))
    found = REFERENCE.search(page.text)
    if found is None:
        raise StepFailed(f"the receipt gives no reference: {page.text[:400]}")
    return own, found[0]


def figure_before(story: Story) -> str:
    """The coordinator notes the figure before anything happens."""
    story.before = _figure(story)
    return f"{story.before[0]} of {story.before[1]} permits decided within the clock"


def _figure(story: Story) -> tuple[int, int]:
    page = expect(story.browser("coordinator").open("/programme/indicators/labour.decided_within_clock/"))
    found = FIGURE.search(page.text)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def employer_asks(story: Story) -> str:
    """The employer states the head count and sends an application; the officer finds it in the list."""
    b = story.browser("employer")
    page = expect(b.open("/labour/staff"))
    total = str(200 + secrets.randbelow(700))
    count = {"total": total, "foreign": "3", "source": "insurance", **day("counted_on", story.today)}
    expect(b.submit(page, page.form("total"), count), total)
    own, story.reference = _apply(story, story.number)
    story.application = own.rstrip("/").rsplit("/", 1)[1]
    expect(
        story.browser("officer").open(f"/labour/cases/{story.application}/"), story.reference, story.surname, "Welder"
    )
    return f"{story.reference}, read from the officer's decision page"


def another_company_sees_nothing(story: Story) -> str:
    """Another employer does not find the application, not even by its address."""
    page = story.browser("employer2").open(f"/labour/applications/{story.application}/")
    if page.status not in (403, 404) or story.surname in page.text or story.reference in page.text:
        raise StepFailed(f"another company's page answered {page.status}")
    return f"another company's page answers {page.status}"


def officer_grants(story: Story) -> str:
    """The officer takes up the case and grants it; the employer reads so."""
    b, case = story.browser("officer"), f"/labour/cases/{story.application}/"
    page = expect(b.open(case))
    page = expect(b.submit(page, page.form("idempotency_key", action="take")))
    if not page.offers("release"):
        raise StepFailed("the case was not taken up")
    page = expect(b.open(case + "grant"))
    expect(b.submit(page, page.form("valid_from_day")))
    own = f"/labour/applications/{story.application}/"
    expect(story.browser("employer").open(own), story.reference, "Granted")
    return "the employer's page says: Granted"


def worker_gets_code(story: Story) -> str:
    """The code goes to the worker's own number, and to nobody else's page."""
    folder = story.data / "sms"

    def arrived() -> str | None:
        for file in sorted(folder.glob("*")) if folder.is_dir() else ():
            text = file.read_text()
            if story.reference in text and (found := CODE.search(text.replace(story.reference, ""))):
                return found[0]
        return None

    story.code = story.until(arrived, "the message with the worker's code")
    page = story.browser("employer").open(f"/labour/applications/{story.application}/")
    if story.code in page.text or story.code.replace("-", "") in page.text:
        raise StepFailed("the employer's page shows the worker's code")
    return "a message to the worker's own number; the employer's page does not show it"


def _worker(story: Story) -> Page:
    b = story.cast.stranger()
    story.browsers["worker"] = b
    b.open("/language/en?next=/")
    page = expect(b.open("/labour/permit/"))
    return b.submit(page, page.form("reference", "code"), {"reference": story.reference, "code": story.code})


def worker_opens_page(story: Story) -> str:
    """The worker sees post, wage and who looked; a wrong code opens nothing."""
    code, story.code = story.code, "AAAA-AAAA-AAAA"
    wrong = _worker(story)
    story.code = code
    if "Welder" in wrong.text:
        raise StepFailed("a wrong code opened the page")
    page = expect(_worker(story), "Welder", "4", "Türkmenbaşy", "Who has looked at my file")
    expect(page, "State Migration Service of Turkmenistan", "Some looks may be withheld by law")
    found = SEAL.search(page.text)
    if found is None:
        raise StepFailed("the worker's page shows no seal")
    story.seal = found[0]
    pdf = story.browsers["worker"].open("/labour/permit/mine.pdf")
    if pdf.status != 200 or not pdf.answer.body.startswith(b"%PDF-"):
        raise StepFailed(f"the permit is no PDF: {pdf.status}")
    return "post, wage, place, the officer's look; the sealed permit as PDF"


def seal_holds_offline(story: Story) -> str:
    """The seal is verified from files alone; with one character changed it is not."""
    from sapar.standards.seals.cli import main as seal_command

    trust = ["--trust", str(story.data / "trust"), "--json"]

    def verify(text: str) -> str:
        said = io.StringIO()
        with redirect_stdout(said):
            seal_command([text, *trust])
        return str(json.loads(said.getvalue())["answer"])

    middle = len(story.seal) // 2
    forged = story.seal[:middle] + ("A" if story.seal[middle] != "A" else "B") + story.seal[middle + 1 :]
    answers = verify(story.seal), verify(forged)
    if answers[0] != "valid" or answers[1] == "valid":
        raise StepFailed(f"the seal is {answers[0]}, a forged one {answers[1]}")
    return f"{answers[0]} from the trust folder alone; a forged one: {answers[1]}"


def officer_admits(story: Story) -> str:
    """The border officer reads the passport and the seal, and admits; a stolen seal is not green."""
    b = story.browser("border")
    page = expect(b.open("/border/"))
    other = mrz.generate_td3(
        issuer="UTO",
        number="X99999999",
        nationality="UTO",
        birth_date=date(1980, 1, 2),
        sex="F",
        expiry_date=story.today + timedelta(days=900),
        primary="OTHER",
        secondary="PERSON",
    )
    page = b.submit(page, page.form("mrz", "direction"), {"mrz": other, "seal": story.seal, "direction": "entry"})
    if page.offers("admit") or not page.offers("refer"):
        raise StepFailed("a seal that belongs to another person can be admitted")
    page = expect(b.open("/border/"))
    read = {"mrz": story.lines(story.number), "seal": story.seal, "direction": "entry"}
    page = expect(b.submit(page, page.form("mrz", "direction"), read), story.surname)
    expect(b.submit(page, page.form(action="admit")), "Entry recorded")
    page = expect(story.browser("supervisor").open("/border/crossings/"), story.number)
    return "the supervisor's list shows the entry; a copied seal was not green"


def acts_are_in_the_ledger(story: Story) -> str:
    """The auditor finds the acts, takes the proof of one, and verifies it offline with the public key."""
    from sapar.kernel.ledger.cli import main as ledger_command

    b = story.browser("auditor")

    def listed() -> str | None:
        page = expect(b.open("/ledger/?act=labour.grant"))
        return next((href for href, _ in page.links if re.search(r"/ledger/[0-9a-f-]{36}$", href.split("?")[0])), None)

    entry = story.until(listed, "the grant's entry in the ledger")

    def proved() -> str | None:
        got = b.open(entry.split("?")[0] + "/proof")
        return got.answer.body.decode() if got.status == 200 else None

    proof = story.until(proved, "the proof of the grant")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "proof.json"
        file.write_text(proof)
        said = io.StringIO()
        with redirect_stdout(said):
            verdict = ledger_command(["--proof", str(file), "--keys", str(story.data / "keys" / "public")])
    if verdict != 0:
        raise StepFailed(f"the proof does not verify: {said.getvalue()[:300]}")
    body = json.loads(proof)["body"]
    if body["act"] != "labour.grant" or body["outcome"] != "done":
        raise StepFailed("the proof is not of the grant")
    return (
        f"entry {json.loads(proof)['seq']}, proved under a signed head of {json.loads(proof)['head']['size']} entries"
    )


def figure_moves(story: Story) -> str:
    """The figure on the indicator of objectives 5 and 12 has moved by the one decision."""

    def moved() -> str | None:
        now = _figure(story)
        if now[0] >= story.before[0] + 1 and now[1] >= story.before[1] + 1:
            return f"{now[0]} of {now[1]}"
        return None

    now = story.until(moved, "the figure's move")
    expect(story.browser("iom").open("/programme/"), now)
    return f"from {story.before[0]} of {story.before[1]} to {now}, read on IOM's page of commitments"


def clock_runs_out(story: Story) -> str:
    """An application that nobody decides is escalated by the clock on the day after its last."""
    own, reference = _apply(story, f"S{secrets.randbelow(10**7):07d}")
    story.undecided = own.rstrip("/").rsplit("/", 1)[1]
    story.advance(31)

    def escalated() -> str | None:
        page = story.browser("head").open(f"/labour/cases/{story.undecided}/")
        return reference if "ran out" in page.text else None

    story.until(escalated, "the escalation by the clock's job")
    return f"{reference}: the head of the service reads that the time ran out"


STEPS: tuple[tuple[str, Callable[[Story], str]], ...] = (
    ("The coordinator notes the figure", figure_before),
    ("The employer asks for a work permit", employer_asks),
    ("Another company sees nothing of it", another_company_sees_nothing),
    ("The migration service grants it", officer_grants),
    ("The worker receives a code", worker_gets_code),
    ("The worker opens the sealed permit", worker_opens_page),
    ("The seal is verified without a network", seal_holds_offline),
    ("The border officer admits", officer_admits),
    ("The acts are in the ledger, provably", acts_are_in_the_ledger),
    ("The figure has moved", figure_moves),
    ("The clock runs out on another application", clock_runs_out),
)
