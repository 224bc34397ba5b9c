"""Undongle for Python: an application takes a seat of a license, renews it, works offline on it, and gives it back.

Needs Python 3.11 and jwcrypto (Debian: python3-jwcrypto). It decides as packages/sdk does and keeps its seat in the same file. The
reasons for a "no" are the names of the HTTP interface: docs/reference/wire-protocol.md. Times are milliseconds since 1970, UTC.

    license = undongle.open(product="clinic-design", version="4.1", folder="seat")
    try:
        right = license.checkout()
    except undongle.Refused as no:
        print(no.say, no.next)
"""

from __future__ import annotations

import builtins
import json
import os
import random
import re
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timezone
from urllib import error, request

from _undongle_clock import Reading, contact_clock, read_machine, tell_time
from _undongle_lease import Fault, believed_keys, check_lease, is_newer, learn_keys, peek_id, thumbprint
from _undongle_store import NOTHING_STORED, parse_stored, write_stored

VERSION = "0.1.0"

_SECOND_MS = 1000
_MINUTE_MS = 60 * _SECOND_MS
_DAY_MS = 24 * 60 * _MINUTE_MS
_TIMEOUT_S = 10
_ANSWER_SIZE_BYTES = 1024 * 1024
_CONSUME_TRIES_MOST = 2  # one that was lost is asked for once more at once; after that the application knows when it is worth trying

# The reasons found here. Those of a server come with their own words. A test holds these to the table of packages/core.
REASONS = {
    "license-server-unreachable": (
        "The License Server of this machine cannot be reached.",
        "Start the License Server on this machine, then try again.",
    ),
    "cloud-unreachable": ("The license cloud cannot be reached.", "Try again: a repeat never moves a license twice."),
    "document-refused": ("The signed document was not accepted.", "Get it again from where it came."),
    "lease-rolled-back": (
        "An older lease than this machine has already had was put back.",
        "Connect this machine to the license cloud once. If this repeats, the machine may have been copied.",
    ),
    "offline-refused": (
        "This product can only be used with contact to the license cloud.",
        "Connect this machine to the license cloud.",
    ),
    "license-ended": ("The license has ended.", "Renew it with the vendor."),
    "points-unsettled": (
        "The license cloud has not answered whether the points were taken.",
        "Try again with the same id: it takes them once, however often it is repeated.",
    ),
}
LEASE_ENDS = {
    "lease-ended": (
        "lease-expired",
        "The time this machine may work without contact is over.",
        "Connect this machine to the network once: the lease is renewed by itself.",
    ),
    "clock-ahead": (
        "lease-expired",
        "The clock of this machine has jumped ahead, past the end of the lease.",
        "Set date and time right, or connect this machine to the network once. The lease is not lost.",
    ),
    "clock-far-behind": (
        "clock-needs-contact",
        "The clock of this machine is more than a day behind.",
        "Set date and time right, or connect this machine to the network once.",
    ),
    "clock-state-unreadable": (
        "clock-needs-contact",
        "What this machine knew about the time is missing or was changed.",
        "Connect this machine to the network once.",
    ),
}


class Refused(Exception):
    """Why the application may not go on: `code` for the program, `say` and `next` for the person, `detail` for the log."""

    consumption: str | None = None  # of points-unsettled: the id to call consume with again

    def __init__(self, code: str, detail: str = "", say: str | None = None, next: str | None = None):
        words = REASONS.get(code, ("", ""))
        self.code = code
        self.say = words[0] if say is None else say
        self.next = words[1] if next is None else next
        self.detail = detail
        super().__init__(f"{code}: {self.say}")


@dataclass(frozen=True)
class Right:
    """What the application may do now."""

    source: str  # "dongle" or "cloud"
    license: str
    line: str
    product: str
    name: str
    generation: str
    company: str | None
    until_ms: int  # the end of the lease or of the license's term, whichever comes first
    renew_at_ms: int  # when to call renew next; already spread by chance
    warning_days: int | None  # 3 or 1: so many days are left
    offline: bool  # nobody who could take the seat away has been asked
    clock_behind: bool


@dataclass(frozen=True)
class Consumed:
    """Points that were taken."""

    id: str
    points: int
    balance: int  # what was left after it


class _Nobody(Exception):
    """Nobody answered, or a server in trouble: neither is a reason to stop working."""

    def __init__(self, detail: str, retry_after_ms: int = 0):
        self.detail = detail
        self.retry_after_ms = retry_after_ms
        super().__init__(detail)


def open(  # noqa: A001 - the same word as in the other languages
    *,
    product: str,
    version: str,
    folder: str,
    user: str | None = None,
    server: str = "http://localhost:30304",
    root: str | None = None,
    cloud: str | None = None,
    machine_key: str | None = None,
    access_token: Callable[[bool], str] | None = None,
    now_ms: Callable[[], int] = lambda: time.time_ns() // 1_000_000,
) -> License:
    """Opens one product of an application. Nothing is asked before `checkout`.

    `user` names who works with it, by their address, where seats are persons'.
    `root` is the thumbprint of the vendor's root key; without it the first one seen is pinned in the folder. With `cloud` no License
    Server is asked: `machine_key` is `x` of the key of a machine registered there, and `access_token(refused)` answers with its token.
    """
    if cloud is not None and (machine_key is None or access_token is None):
        raise ValueError("straight from the cloud, a machine key and an access token are needed")
    return License(product, version, folder, user, server, root, cloud, machine_key, access_token, now_ms)


class License:
    def __init__(self, product, version, folder, user, server, root, cloud, machine_key, access_token, now_ms):
        self._product, self._version, self._root = product, version, root
        self._folder, self._user = folder, user
        name = product if user is None else f"{product}.{user.lower()}"  # each person has a seat of their own
        self._path = os.path.join(folder, re.sub(r"[^a-z0-9._-]", "_", name) + ".seat")
        self._address = (server if cloud is None else cloud).rstrip("/")
        self._is_cloud, self._machine_key, self._access_token = cloud is not None, machine_key, access_token
        self._now_ms = now_ms
        self._stored = None
        self._right = None
        self._failures = 0

    def checkout(self) -> Right:
        """Takes a seat: from the License Server or the cloud, and where nobody answers from the folder. Raises Refused."""
        if self._stored is None:
            self._stored = self._read()
        self._right = self._take()
        self._keep()
        return self._right

    def renew(self) -> Right:
        """Renews the seat; call it when `renew_at_ms` has come. Raises Refused once the seat is lost.

        An answer nobody vouches for is worth as much as none: the seat goes on until its own end.
        """
        if self._right is None:
            raise ValueError("renew before checkout")
        try:
            self._right = self._take()
        except Refused as no:
            now = self._now_ms()
            if no.code not in ("document-refused", "lease-rolled-back") or self._right.until_ms <= now:
                self._right = None
                raise
            self._failures += 1
            self._right = _at(self._right, now + _retry_delay_ms(self._failures))
        self._keep()
        return self._right

    def release(self) -> bool:
        """Gives the seat back, and with it the right to start offline. Tells whether that was heard; if not, it is free at its end."""
        if self._stored is None:
            self._stored = self._read()
        seat, self._right = self._stored["seat"], None
        if seat is None:
            return True
        self._stored = {**self._stored, "seat": None}
        self._keep()
        ids = {seat["id"]} if not self._is_cloud else {seat["id"], _id_of(seat["lease"])} - {None}
        return all([self._was_released(each) for each in sorted(ids)])

    def consume(self, points: int, id: str | None = None) -> Consumed:
        """Takes points (1 to 1,000,000) of a metered product: only with contact to the license cloud. Raises Refused.

        However often it is called with one id, the points are taken once: make it with `new_consumption`, and keep it with the work to
        be safe from crashes. After `points-unsettled` nobody told what came of it: call again with its `consumption`. With any other
        refusal nothing was taken.
        """
        id = self.new_consumption() if id is None else id
        nobody = _Nobody("")
        for _ in range(_CONSUME_TRIES_MOST):
            try:
                entry = self._ask("PUT", f"/v1/consumptions/{id}", {"product": self._product, "points": points})["entry"]
                return Consumed(id, points, int(entry["balance"]))
            except (KeyError, TypeError, ValueError):
                nobody = _Nobody("an answer that is none of ours")
            except _Nobody as silence:
                nobody = silence
        unsettled = Refused("points-unsettled", nobody.detail)
        unsettled.consumption = id
        raise unsettled

    def new_consumption(self) -> str:
        return _make_id("mte", self._now_ms())

    def _take(self) -> Right:
        try:
            keys = self._ask("GET", "/v1/keys")
            keys = self._told_keys(keys)
            stored = self._with_id(self._stored)
            seat = self._ask_seat(stored)
        except _Nobody as nobody:
            return self._take_stored(nobody)
        return self._take_answer(stored, keys, seat)

    def _told_keys(self, said: dict) -> dict:
        if not self._is_cloud:
            return _members(said, "cloud", "licenseServer")
        key = {"kty": "OKP", "crv": "Ed25519", "x": self._machine_key}
        return {"cloud": said, "licenseServer": {"kid": thumbprint(key), "key": key}}

    def _with_id(self, stored: dict) -> dict:
        """A License Server knows a seat by one id as long as it lasts. The cloud gives each renewal an id of its own: it is kept before
        it is sent, and used again until its answer has come, so that a lost answer takes no second seat."""
        seat = stored["seat"]
        if seat is not None and not (self._is_cloud and _id_of(seat["lease"]) == seat["id"]):
            return stored
        kept = None if seat is None else seat["lease"]
        stored = {**stored, "seat": {"id": _make_id("lse", self._now_ms()), "lease": kept, "version": self._version}}
        if self._is_cloud:
            self._stored = stored
            self._keep()
        return stored

    def _ask_seat(self, stored: dict) -> dict:
        seat = stored["seat"]
        body = {"product": self._product, "version": self._version}
        if self._user is not None:
            body["user"] = self._user
        if not self._is_cloud:
            said = self._ask("PUT", f"/v1/leases/{seat['id']}", body)
            return _members(said, "lease", "source", "expiresAt", "renewAfter", "offline")
        try:
            said = self._ask("PUT", f"/v1/leases/{seat['id']}", {**body, "previous": _id_of(seat["lease"])})
        except Refused as no:
            if no.code == "lease-unknown":  # given back by somebody: the next checkout starts anew
                self._stored = {**self._stored, "seat": None}
                self._keep()
            raise
        return {**_members(said, "lease", "renewAfter"), "offline": False}

    def _take_answer(self, stored: dict, keys: dict, seat: dict) -> Right:
        try:
            trust = learn_keys(stored["trust"], self._root, keys)
        except Fault as fault:
            raise _not_believed("keys", fault) from None
        machine = thumbprint(keys["licenseServer"]["key"])
        claims, product = self._believe(seat["lease"], trust, machine, stored["highest"])
        if claims["source"] == "cloud":  # after a new installation the cloud's word outweighs the pin
            trust = {**trust, "licenseServer": keys["licenseServer"]["key"]}
        reading = self._reading()
        clock = contact_clock(stored["clock"], reading, claims["iat"] * _SECOND_MS)
        contact = "license-server" if seat["offline"] else "cloud"
        renew_after = _moment_ms(seat["renewAfter"])
        right, clock = self._decide(claims, product, contact, clock, reading)
        highest = {name: claims[name] for name in ("jti", "seq", "statusVersion")}
        self._stored = {
            **stored,
            "trust": trust,
            "seat": {"id": stored["seat"]["id"], "lease": seat["lease"], "version": self._version},
            "highest": {**stored["highest"], claims["source"]: highest},
            "clock": clock,
        }
        self._failures = 0
        return _at(right, reading.wall_ms + _renew_delay_ms(renew_after - reading.wall_ms))

    def _take_stored(self, nobody: _Nobody) -> Right:
        """The stored lease is checked as if it had just come: the store is a file that others may write."""
        unreachable = "cloud-unreachable" if self._is_cloud else "license-server-unreachable"
        stored = self._stored
        if stored["seat"] is None or stored["seat"]["lease"] is None:
            raise Refused(unreachable, nobody.detail)
        pinned = stored["trust"]["licenseServer"]
        machine = None if pinned is None else thumbprint(pinned)
        claims, product = self._believe(stored["seat"]["lease"], stored["trust"], machine, stored["highest"])
        # Only the License Server knows the cut-over version: a newer version of the application has to ask it once.
        if claims["source"] == "dongle" and is_newer(self._version, stored["seat"]["version"]):
            raise Refused(unreachable, "a dongle seat of an older version")
        reading = self._reading()
        right, clock = self._decide(claims, product, "none", stored["clock"], reading)
        self._stored = {**stored, "clock": clock}
        self._failures += 1
        return _at(right, reading.wall_ms + max(_retry_delay_ms(self._failures), nobody.retry_after_ms))

    def _believe(self, lease: str, trust: dict, machine: str | None, highest: dict):
        try:
            return check_lease(lease, believed_keys(trust, self._root), machine, self._product, highest)
        except Fault as fault:
            raise _not_believed("lease", fault) from None

    def _decide(self, claims: dict, product: dict, contact: str, clock: dict | None, reading: Reading):
        """Whether a believed lease is enough now. The cloud's answer settles the time; anything less is judged by the clock rules."""
        if contact == "none" and (product["metered"] or product["onlineOnly"]):
            raise Refused("offline-refused")
        told, kept = tell_time(clock, reading)
        now_ms = told.now_ms
        if contact == "cloud" and clock is not None:
            told, now_ms = told._replace(kind="trusted"), clock["highestMs"]
        if told.kind in ("clock-far-behind", "clock-state-unreadable"):
            raise _lease_end(told.kind)
        term_end_ms = product["termEndMs"]
        until_ms = min(claims["exp"] * _SECOND_MS, term_end_ms)
        left_ms = until_ms - max(now_ms, claims["iat"] * _SECOND_MS)
        if left_ms <= 0:
            if told.kind == "clock-ahead" and told.believed_ms < until_ms:
                raise _lease_end("clock-ahead")
            raise Refused("license-ended") if now_ms >= term_end_ms else _lease_end("lease-ended")
        right = Right(
            source=claims["source"],
            license=product["license"],
            line=product["line"],
            product=product["product"],
            name=product["name"],
            generation=product["generation"],
            company=None if claims["company"] is None else claims["company"]["name"],
            until_ms=until_ms,
            renew_at_ms=0,
            warning_days=1 if left_ms <= _DAY_MS else 3 if left_ms <= 3 * _DAY_MS else None,
            offline=contact != "cloud",
            clock_behind=told.kind == "clock-behind",
        )
        return right, kept

    def _reading(self) -> Reading:
        return Reading(self._now_ms(), *read_machine())

    def _was_released(self, lease: str) -> bool:
        try:
            self._ask("DELETE", f"/v1/leases/{lease}")
            return True
        except (_Nobody, Refused):
            return False

    def _ask(self, method: str, path: str, body: dict | None = None) -> dict:
        """Asks with the access token, where one is needed; one that has ended is replaced once."""
        if not self._is_cloud or method == "GET":
            return self._ask_once(method, path, body, None)
        try:
            return self._ask_once(method, path, body, self._access_token(False))
        except Refused as no:
            if no.code != "not-signed-in":
                raise
        return self._ask_once(method, path, body, self._access_token(True))

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
        opener = request.build_opener(_NoRedirect, *([] if self._is_cloud else [request.ProxyHandler({})]))
        try:
            with opener.open(asked, timeout=_TIMEOUT_S) as answer:
                return _parse_answer(answer)
        except error.HTTPError as no:
            raise _read_refusal(no) from None
        except (OSError, ValueError) as trouble:
            raise _Nobody(str(trouble)) from None

    def _read(self) -> dict:
        """What cannot be read, or was changed, holds nothing that could be believed: contact mends it."""
        try:
            with builtins.open(self._path, encoding="utf-8", newline="") as file:
                return parse_stored(file.read()) or NOTHING_STORED
        except (OSError, ValueError):
            return NOTHING_STORED

    def _keep(self) -> None:
        """Replaces the file in one step. An application does not stop because a disk is full; it only cannot start offline later."""
        try:
            os.makedirs(self._folder, mode=0o700, exist_ok=True)
            draft = self._path + ".new"
            with builtins.open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
                file.write(write_stored(self._stored))
                file.flush()
                os.fsync(file.fileno())
            os.replace(draft, self._path)
        except OSError:
            pass


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
    nobody = _Nobody(f"status {no.code}", retry_after_ms)
    if no.code >= 500 or no.code == 429:
        return nobody
    try:
        problem = _parse_answer(no)
    except (OSError, ValueError):
        return nobody
    words = [problem.get(name) for name in ("code", "title", "next", "requestId")]
    if not all(isinstance(word, str) for word in words):
        return nobody
    return Refused(words[0], say=words[1], next=words[2])


def _members(said: dict, *names: str) -> dict:
    if set(said) != set(names):
        raise _Nobody("an answer that is none of ours")
    if "renewAfter" in names:
        _moment_ms(said["renewAfter"])
    return said


def _moment_ms(text: object) -> int:
    try:
        moment = datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=timezone.utc)
    except (TypeError, ValueError):
        raise _Nobody("an answer that is none of ours") from None
    return round(moment.timestamp() * _SECOND_MS)


def _not_believed(what: str, fault: Fault) -> Refused:
    code = "lease-rolled-back" if fault.name == "rolled-back" else "document-refused"
    return Refused(code, f"{what}: {fault.name}")


def _lease_end(end: str) -> Refused:
    code, say, next_step = LEASE_ENDS[end]
    return Refused(code, end, say, next_step)


def _id_of(lease: str | None) -> str | None:
    """The id of a stored lease. Nothing is believed of it."""
    return None if lease is None else peek_id(lease)


def _at(right: Right, renew_at_ms: int) -> Right:
    return Right(**{**right.__dict__, "renew_at_ms": renew_at_ms})


def _renew_delay_ms(wait_ms: int) -> int:
    """When the server said, but neither at once nor much later than hourly."""
    return int(min(max(wait_ms, _MINUTE_MS), 60 * _MINUTE_MS) * (0.9 + 0.1 * random.random()))


def _retry_delay_ms(failures: int) -> int:
    """Full jitter from 1 s to 5 min: many machines that lost the same server do not come back at the same moment."""
    ceiling = min(5 * _MINUTE_MS, _SECOND_MS * 2 ** min(failures, 16))
    return max(_SECOND_MS, int(ceiling * random.random()))


def _make_id(prefix: str, now_ms: int) -> str:
    """The prefix, `_` and a UUIDv7 (RFC 9562) in 26 characters."""
    value = now_ms << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    letters = "0123456789abcdefghjkmnpqrstvwxyz"
    return f"{prefix}_" + "".join(letters[value >> 5 * place & 31] for place in range(25, -1, -1))
