"""One place that an application has its seat from, and what is kept of it: each has a trust, a clock and a seat of its own."""

from __future__ import annotations

import os
import random
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timezone
from typing import NamedTuple

from _undongle_clock import Reading, contact_clock, read_machine, tell_time
from _undongle_lease import Fault, believed_keys, check_lease, hash_text, is_newer, learn_keys, peek_id, thumbprint
from _undongle_server import Nobody, Server, make_id
from _undongle_store import NOTHING_STORED, parse_stored, write_stored
from _undongle_words import LEASE_ENDS, Refused, Right

_SECOND_MS = 1000
_MINUTE_MS = 60 * _SECOND_MS
_DAY_MS = 24 * 60 * _MINUTE_MS


class Options(NamedTuple):
    """What is the same at every place."""

    product: str
    version: str
    user: str | None
    waits: bool
    root: str | None
    machine_key: str | None
    now_ms: Callable[[], int]


class Place:
    """A License Server, or the cloud."""

    def __init__(self, options: Options, server: Server, folder: str):
        self._options, self._server, self._folder = options, server, folder
        # Each person has a seat of their own.
        name = options.product if options.user is None else f"{options.product}.{hash_text(options.user.lower())}"
        self._path = os.path.join(folder, re.sub(r"[^A-Za-z0-9._-]", "_", name) + ".seat")
        self._stored = self._read()

    def take(self) -> Right:
        """Raises Refused, and Nobody where nothing was reached."""
        keys = self._told_keys(self._server.ask("GET", "/v1/keys"))
        stored = self._with_id(self._stored)
        return self._take_answer(stored, keys, self._ask_seat(stored))

    def take_stored(self, nobody: Nobody) -> Right:
        """The stored lease is checked as if it had just come: the store is a file that others may write."""
        unreachable = "cloud-unreachable" if self._server.is_cloud else "license-server-unreachable"
        stored = self._stored
        if stored["seat"] is None or stored["seat"]["lease"] is None:
            raise Refused(unreachable, nobody.detail)
        pinned = stored["trust"]["licenseServer"]
        machine = None if pinned is None else thumbprint(pinned)
        claims, product = self._believe(stored["seat"]["lease"], stored["trust"], machine, stored["highest"])
        # Only the License Server knows the cut-over version: a newer version of the application has to ask it once.
        if claims["source"] == "dongle" and is_newer(self._options.version, stored["seat"]["version"]):
            raise Refused(unreachable, "a dongle seat of an older version")
        reading = self._reading()
        right, clock = self._decide(claims, product, "none", stored["clock"], reading)
        self._stored = {**stored, "clock": clock}
        self._keep()
        return right

    def release(self) -> bool:
        seat = self._stored["seat"]
        if seat is None:
            return True
        self._stored = {**self._stored, "seat": None}
        self._keep()
        ids = {seat["id"]} if not self._server.is_cloud else {seat["id"], _id_of(seat["lease"])} - {None}
        return all([self._was_released(each) for each in sorted(ids)])

    def _told_keys(self, said: dict) -> dict:
        if not self._server.is_cloud:
            return _members(said, "cloud", "licenseServer")
        key = {"kty": "OKP", "crv": "Ed25519", "x": self._options.machine_key}
        return {"cloud": said, "licenseServer": {"kid": thumbprint(key), "key": key}}

    def _with_id(self, stored: dict) -> dict:
        """A License Server knows a seat by one id as long as it lasts. The cloud gives each renewal an id of its own: it is kept before
        it is sent, and used again until its answer has come, so that a lost answer takes no second seat."""
        seat = stored["seat"]
        if seat is not None and not (self._server.is_cloud and _id_of(seat["lease"]) == seat["id"]):
            return stored
        kept = None if seat is None else seat["lease"]
        stored = {**stored, "seat": {"id": make_id("lse", self._options.now_ms()), "lease": kept, "version": self._options.version}}
        if self._server.is_cloud:
            self._stored = stored
            self._keep()
        return stored

    def _ask_seat(self, stored: dict) -> dict:
        seat = stored["seat"]
        body = {"product": self._options.product, "version": self._options.version}
        if self._options.user is not None:
            body["user"] = self._options.user
        if self._options.waits:  # what an older License Server would not know is not said without need
            body["waits"] = True
        if not self._server.is_cloud:
            return self._ask_license_server(stored, body)
        try:
            said = self._server.ask("PUT", f"/v1/leases/{seat['id']}", {**body, "previous": _id_of(seat["lease"])})
        except Refused as no:
            if no.code == "lease-unknown":  # given back by somebody: the next checkout starts anew
                self._stored = {**self._stored, "seat": None}
                self._keep()
            raise
        return {**_members(said, "lease", "renewAfter"), "offline": False}

    def _ask_license_server(self, stored: dict, body: dict) -> dict:
        try:
            said = self._server.ask("PUT", f"/v1/leases/{stored['seat']['id']}", body)
        except Refused as no:
            if no.position is not None:  # the place in the queue is kept under this id
                self._stored = stored
                self._keep()
            raise
        return _members(said, "lease", "source", "expiresAt", "renewAfter", "offline")

    def _take_answer(self, stored: dict, keys: dict, seat: dict) -> Right:
        try:
            trust = learn_keys(stored["trust"], self._options.root, keys)
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
            "seat": {"id": stored["seat"]["id"], "lease": seat["lease"], "version": self._options.version},
            "highest": {**stored["highest"], claims["source"]: highest},
            "clock": clock,
        }
        self._keep()
        return replace(right, renew_at_ms=reading.wall_ms + _renew_delay_ms(renew_after - reading.wall_ms))

    def _believe(self, lease: str, trust: dict, machine: str | None, highest: dict):
        try:
            return check_lease(lease, believed_keys(trust, self._options.root), machine, self._options.product, highest)
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
        return Reading(self._options.now_ms(), *read_machine())

    def _was_released(self, lease: str) -> bool:
        try:
            self._server.ask("DELETE", f"/v1/leases/{lease}")
            return True
        except (Nobody, Refused):
            return False

    def _read(self) -> dict:
        """What cannot be read, or was changed, holds nothing that could be believed: contact mends it."""
        try:
            with open(self._path, encoding="utf-8", newline="") as file:
                return parse_stored(file.read()) or NOTHING_STORED
        except (OSError, ValueError):
            return NOTHING_STORED

    def _keep(self) -> None:
        """Replaces the file in one step. An application does not stop because a disk is full; it only cannot start offline later."""
        try:
            os.makedirs(self._folder, mode=0o700, exist_ok=True)
            draft = self._path + ".new"
            with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
                file.write(write_stored(self._stored))
                file.flush()
                os.fsync(file.fileno())
            os.replace(draft, self._path)
        except OSError:
            pass


def _members(said: dict, *names: str) -> dict:
    if set(said) != set(names):
        raise Nobody("an answer that is none of ours")
    if "renewAfter" in names:
        _moment_ms(said["renewAfter"])
    return said


def _moment_ms(text: object) -> int:
    try:
        moment = datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=timezone.utc)
    except (TypeError, ValueError):
        raise Nobody("an answer that is none of ours") from None
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


def _renew_delay_ms(wait_ms: int) -> int:
    """When the server said, but neither at once nor much later than hourly."""
    return int(min(max(wait_ms, _MINUTE_MS), 60 * _MINUTE_MS) * (0.9 + 0.1 * random.random()))
