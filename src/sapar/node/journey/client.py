"""A browser without a screen: cookies, pages, forms. What a person could not press, the journey cannot either.

It speaks HTTP to a running node, or calls the WSGI application in this process (tests); both look alike from here.
"""

from __future__ import annotations

import http.client
import io
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

Send = Callable[[str, str, Mapping[str, str], bytes], "Answer"]
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said: status, header pairs, body."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


@dataclass(slots=True)
class Form:
    """A form as the page gives it: where it goes, its fields with their present values, its buttons."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class _Reader(HTMLParser):
    """Collects forms, links and the readable text of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self.links: list[tuple[str, str]] = []
        self.text: list[str] = []
        self._form: Form | None = None
        self._area: tuple[str, list[str]] | None = None
        self._select: str | None = None
        self._link: tuple[str, list[str]] | None = None
        self._quiet = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        have = {key: value or "" for key, value in attrs}
        if tag in ("script", "style", "template"):
            self._quiet += 1
        elif tag == "form":
            self._form = Form(have.get("action", ""), have.get("method", "get").lower())
            self.forms.append(self._form)
        elif tag == "a" and "href" in have:
            self._link = (have["href"], [])
        elif self._form is not None:
            self._control(self._form, tag, have)

    def _control(self, form: Form, tag: str, have: dict[str, str]) -> None:
        name = have.get("name", "")
        if "disabled" in have:
            return
        if tag == "input" and name:
            kind = have.get("type", "text")
            form.names.add(name)
            if kind in ("submit", "image"):
                form.buttons.append((name, have.get("value", "")))
            elif kind == "file" or (kind in ("checkbox", "radio") and "checked" not in have):
                pass
            else:
                form.fields.append((name, have.get("value", "on" if kind == "checkbox" else "")))
        elif tag == "button" and have.get("type", "submit") == "submit":
            form.buttons.append((name, have.get("value", "")))
        elif tag == "textarea" and name:
            form.names.add(name)
            self._area = (name, [])
        elif tag == "select" and name:
            form.names.add(name)
            self._select = name
        elif tag == "option" and self._select and "selected" in have:
            form.fields.append((self._select, have.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style", "template"):
            self._quiet = max(0, self._quiet - 1)
        elif tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea" and self._area and self._form is not None:
            self._form.fields.append((self._area[0], "".join(self._area[1]).removeprefix("\n")))
            self._area = None
        elif tag == "a" and self._link:
            self.links.append((self._link[0], " ".join("".join(self._link[1]).split())))
            self._link = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area[1].append(data)
        if self._link is not None:
            self._link[1].append(data)
        if not self._quiet:
            self.text.append(data)


@dataclass(frozen=True, slots=True)
class Page:
    """A page that was read. ``text`` is what a person reads, with single spaces."""

    url: str
    status: int
    answer: Answer
    forms: list[Form]
    links: list[tuple[str, str]]
    text: str

    def form(self, *names: str, action: str = "") -> Form:
        """The form that has all these fields (and ``action`` in its address). Raises LookupError."""
        for found in self.forms:
            if set(names) <= found.names and action in (found.action or self.url):
                return found
        raise LookupError(f"{self.url} ({self.status}) has no form with {names} {action}: {self.text[:300]}")

    def offers(self, action: str) -> bool:
        """Whether a button that can be pressed leads to an address with ``action`` in it."""
        return any(action in form.action and form.buttons for form in self.forms)

    def link(self, part: str) -> str:
        """The first link with ``part`` in its address. Raises LookupError."""
        for href, _ in self.links:
            if part in href:
                return href
        raise LookupError(f"{self.url} ({self.status}) has no link with {part}: {self.text[:300]}")


class Browser:
    """One person's browser."""

    def __init__(self, send: Send, language: str = "en") -> None:
        self._send = send
        self._cookies: dict[str, str] = {}
        self._language = language

    def open(self, path: str) -> Page:
        """Follow a link or type an address."""
        return self._go("GET", path, b"", "")

    def submit(
        self,
        page: Page,
        form: Form,
        values: Mapping[str, str] | None = None,
        *,
        files: Mapping[str, tuple[str, bytes]] | None = None,
        button: tuple[str, str] | None = None,
    ) -> Page:
        """Fill in a form and press a button (the first one unless named). Only fields that the page shows are filled."""
        values = dict(values or {})
        unknown = set(values) | set(files or {})
        if not unknown <= form.names:
            raise LookupError(f"{page.url} does not ask for {sorted(unknown - form.names)}")
        pairs = [(name, value) for name, value in form.fields if name not in values]
        pairs += list(values.items())
        if not form.buttons:
            raise LookupError(f"{page.url}: the form has no button that can be pressed")
        pressed = button or form.buttons[0]
        if pressed[0]:
            pairs.append(pressed)
        target = urljoin(page.url, form.action or page.url)
        if form.method == "get":
            return self.open(f"{target.split('?')[0]}?{urlencode(pairs)}")
        if files is None:
            return self._go("POST", target, urlencode(pairs).encode(), "application/x-www-form-urlencoded")
        kind, body = _multipart(pairs, files)
        return self._go("POST", target, body, kind)

    def _go(self, method: str, url: str, body: bytes, kind: str) -> Page:
        for _ in range(10):
            parts = urlsplit(url)
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            headers = {"Accept-Language": self._language, "Accept": "text/html"}
            if self._cookies:
                headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
            if kind:
                headers["Content-Type"] = kind
            answer = self._send(method, path or "/", headers, body)
            self._keep(answer)
            if answer.status not in (301, 302, 303, 307):
                return _read(path, answer)
            url = urljoin(path, answer.header("Location"))
            if answer.status != 307:
                method, body, kind = "GET", b"", ""
        raise RuntimeError(f"redirected too often, last to {url}")

    def _keep(self, answer: Answer) -> None:
        for key, value in answer.headers:
            if key.lower() != "set-cookie":
                continue
            for name, morsel in SimpleCookie(value).items():
                if morsel["max-age"] == "0" or not morsel.value:
                    self._cookies.pop(name, None)
                else:
                    self._cookies[name] = morsel.value


def _read(url: str, answer: Answer) -> Page:
    reader = _Reader()
    if "html" in answer.header("Content-Type"):
        reader.feed(answer.body.decode())
    return Page(url, answer.status, answer, reader.forms, reader.links, " ".join("".join(reader.text).split()))


def _multipart(pairs: list[tuple[str, str]], files: Mapping[str, tuple[str, bytes]]) -> tuple[str, bytes]:
    mark = secrets.token_hex(16)
    body = io.BytesIO()
    for name, value in pairs:
        body.write(f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode())
    for name, (filename, content) in files.items():
        head = f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n'
        body.write(head.encode() + b"Content-Type: application/octet-stream\r\n\r\n" + content + b"\r\n")
    body.write(f"--{mark}--\r\n".encode())
    return f"multipart/form-data; boundary={mark}", body.getvalue()


def over_http(origin: str) -> Send:
    """Send requests to a running node."""
    parts = urlsplit(origin)

    def send(method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        maker = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        connection = maker(parts.hostname or "localhost", parts.port, timeout=60)
        try:
            connection.request(method, path, body or None, dict(headers))
            got = connection.getresponse()
            return Answer(got.status, got.getheaders(), got.read())
        finally:
            connection.close()

    return send


def in_process(application: Any, host: str = "localhost") -> Send:
    """Call a WSGI application in this process."""

    def send(method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        plain, _, query = path.partition("?")
        from urllib.parse import unquote

        environ: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote(plain).encode().decode("latin-1"),
            "QUERY_STRING": query,
            "SERVER_NAME": host,
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": False,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
            "HTTP_HOST": host,
        }
        for name, value in headers.items():
            key = name.upper().replace("-", "_")
            environ[key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"] = value
        said: list[Any] = []

        def start_response(status: str, pairs: list[tuple[str, str]], exc_info: Any = None) -> None:
            said[:] = [int(status.split()[0]), pairs]

        chunks = application(environ, start_response)
        try:
            content = b"".join(chunks)
        finally:
            if hasattr(chunks, "close"):
                chunks.close()
        return Answer(said[0], said[1], content)

    return send
