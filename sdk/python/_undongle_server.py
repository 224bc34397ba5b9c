"""Asking a server: the License Server of this machine, one of the network, or the cloud."""

from __future__ import annotations

import json
import secrets
import socket
from collections.abc import Callable
from http.client import HTTPException
from urllib import error, request

from _undongle_lan import JoinToken, PinnedConnections, own_key
from _undongle_words import Refused

_SECOND_MS = 1000
_TIMEOUT_S = 10
_ANSWER_SIZE_BYTES = 1024 * 1024
_UNKNOWN_NODE = 401


class Nobody(Exception):
    """Nobody answered, or a server in trouble: neither is a reason to stop working."""

    def __init__(self, detail: str, retry_after_ms: int = 0):
        self.detail = detail
        self.retry_after_ms = retry_after_ms
        super().__init__(detail)


class Server:
    """`access_token` is that of a machine at the cloud, `token` the join token of a License Server of the network."""

    def __init__(
        self,
        address: str,
        *,
        now_ms: Callable[[], int],
        folder: str,
        access_token: Callable[[bool], str] | None = None,
        token: JoinToken | None = None,
    ):
        self._address = address.rstrip("/")
        self._now_ms, self._folder = now_ms, folder
        self._access_token, self._token = access_token, token
        self._own_key = None
        self.is_cloud = access_token is not None

    def ask(self, method: str, path: str, body: dict | None = None) -> dict:
        """Asks as whom the server knows this machine. Raises Refused, Nobody."""
        if self._token is not None:
            return self._ask_as_node(method, path, body)
        if not self.is_cloud or method == "GET":
            return self._ask_once(method, path, body, None)
        return self._ask_as_machine(method, path, body)

    def _ask_as_machine(self, method: str, path: str, body: dict | None) -> dict:
        """With the access token; one that has ended is replaced once."""
        try:
            return self._ask_once(method, path, body, self._access_token(False))
        except Refused as no:
            if no.code != "not-signed-in":
                raise
        return self._ask_once(method, path, body, self._access_token(True))

    def _ask_as_node(self, method: str, path: str, body: dict | None) -> dict:
        """A machine that is unknown there has not joined yet, or was taken out: the join token lets it in."""
        try:
            self._own_key = self._own_key or own_key(self._folder, make_id("nod", self._now_ms()))
        except OSError as trouble:  # a full disk, say
            raise Nobody(str(trouble)) from None
        node, key = self._own_key
        try:
            return self._ask_once(method, path, body, f"{node}.{key}")
        except Refused as no:
            if no.status != _UNKNOWN_NODE:
                raise
        name = socket.gethostname() or "nameless"
        self._ask_once("PUT", f"/v1/nodes/{node}", {"secret": self._token.secret, "key": key, "name": name}, None)
        return self._ask_once(method, path, body, f"{node}.{key}")

    def _ask_once(self, method: str, path: str, body: dict | None, token: str | None) -> dict:
        headers = {"accept": "application/json"}
        data = None
        if body is not None:
            data = json.dumps(body).encode()
            headers["content-type"] = "application/json"
        if token is not None:
            headers["authorization"] = f"Bearer {token}"
        asked = request.Request(self._address + path, data, headers, method=method)
        # This machine is not behind a proxy of itself; and a redirect is no answer of ours.
        handlers = [] if self.is_cloud else [request.ProxyHandler({})]
        if self._token is not None:
            handlers.append(PinnedConnections(self._token.fingerprint))
        opener = request.build_opener(_NoRedirect, *handlers)
        try:
            with opener.open(asked, timeout=_TIMEOUT_S) as answer:
                return _parse_answer(answer)
        except error.HTTPError as no:
            raise _read_refusal(no) from None
        except (OSError, ValueError, HTTPException) as trouble:
            raise Nobody(str(trouble)) from None


class _NoRedirect(request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def _parse_answer(answer) -> dict:
    said = answer.read(_ANSWER_SIZE_BYTES + 1)
    if len(said) > _ANSWER_SIZE_BYTES:
        raise ValueError("a larger answer than there is")
    parsed = json.loads(said)
    if not isinstance(parsed, dict):
        raise ValueError("an answer that is none of ours")
    return parsed


def _read_refusal(no: error.HTTPError) -> Exception:
    """Only a coded "no" of a server that works is a "no"."""
    retry_after = no.headers.get("retry-after", "")
    retry_after_ms = min(int(retry_after), 3600) * _SECOND_MS if retry_after.isdecimal() else 0
    nobody = Nobody(f"status {no.code}", retry_after_ms)
    if no.code >= 500 or no.code == 429:
        return nobody
    try:
        problem = _parse_answer(no)
    except (OSError, ValueError, HTTPException):
        return nobody
    words = [problem.get(name) for name in ("code", "title", "next", "requestId")]
    if not all(isinstance(word, str) for word in words):
        return nobody
    position = problem.get("position")
    if position is not None and (type(position) is not int or position < 1):
        return nobody
    refused = Refused(words[0], say=words[1], next=words[2])
    refused.status, refused.position = no.code, position
    refused.retry_after_ms = 0 if position is None else retry_after_ms
    return refused


def make_id(prefix: str, now_ms: int) -> str:
    """The prefix, `_` and a UUIDv7 (RFC 9562) in 26 characters."""
    value = now_ms << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    letters = "0123456789abcdefghjkmnpqrstvwxyz"
    return f"{prefix}_" + "".join(letters[value >> 5 * place & 31] for place in range(25, -1, -1))
