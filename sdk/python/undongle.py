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

import os
import random
import re
import time
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlsplit

from _undongle_lan import JoinToken, is_host, parse_join_token
from _undongle_place import Options, Place
from _undongle_server import Nobody, Server, make_id
from _undongle_words import LEASE_ENDS, REASONS, Consumed, Refused, Right

__all__ = ["LEASE_ENDS", "REASONS", "VERSION", "Consumed", "License", "Refused", "Right", "open"]

VERSION = "0.1.0"

_DEFAULT_SERVER = "http://localhost:30304"
_SECOND_MS = 1000
_RETRY_MOST_MS = 5 * 60 * _SECOND_MS
_CONSUME_TRIES_MOST = 2  # one that was lost is asked for once more at once; after that the application knows when it is worth trying


def open(  # noqa: A001 - the same word as in the other languages
    *,
    product: str,
    version: str,
    folder: str,
    user: str | None = None,
    server: str | None = None,
    join_token: str | None = None,
    standby: str | None = None,
    waits: bool = False,
    root: str | None = None,
    cloud: str | None = None,
    machine_key: str | None = None,
    access_token: Callable[[bool], str] | None = None,
    now_ms: Callable[[], int] = lambda: time.time_ns() // 1_000_000,
) -> License:
    """Opens one product of an application. Nothing is asked before `checkout`.

    `user` names who works with it, by their address, where seats are persons'.
    `join_token` lets this machine use a License Server of its network, instead of one of its own: what `undongle lan token` shows there.
    `standby` is the License Server to turn to while that one is not reached: its join token, or the address of one on this machine. It
    gives a seat of its own, which is given back when the first one answers again.
    `waits` takes a place in the queue where every seat of the account is in use: Refused has a `position` then.
    `root` is the thumbprint of the vendor's root key; without it the first one seen is pinned in the folder. With `cloud` no License
    Server is asked: `machine_key` is `x` of the key of a machine registered there, and `access_token(refused)` answers with its token.
    Raises Refused (`join-refused`) for a text that is no join token.
    """
    options = Options(product, version, user, waits, root, machine_key, now_ms)
    if cloud is not None:
        if machine_key is None or access_token is None:
            raise ValueError("straight from the cloud, a machine key and an access token are needed")
        if join_token is not None or standby is not None:
            raise ValueError("straight from the cloud there is no License Server to join, and none that stands by")
        return License(options, [(Server(cloud, now_ms=now_ms, folder=folder, access_token=access_token), folder)])
    servers = [(_server_of(server, join_token, folder, now_ms), folder)]
    if standby is not None:  # a folder of its own: it knows this machine by another key, and lends another seat
        behind = os.path.join(folder, "standby")
        is_address = re.match("https?:", standby) is not None
        servers.append((_server_of(*((standby, None) if is_address else (None, standby)), behind, now_ms), behind))
    return License(options, servers)


def _server_of(address: str | None, join_token: str | None, folder: str, now_ms: Callable[[], int]) -> Server:
    if join_token is None:
        return Server(address or _DEFAULT_SERVER, now_ms=now_ms, folder=folder)
    token = _token_in(join_token)
    if address is not None:  # the name may have changed since the token was made: that one must show the same certificate
        token = token._replace(host=urlsplit(address).netloc)
        if not is_host(token.host):
            raise ValueError("the address of a License Server of the network has a name and a port")
    return Server(f"https://{token.host}", now_ms=now_ms, folder=folder, token=token)


def _token_in(text: str) -> JoinToken:
    token = parse_join_token(text)
    if token is None:
        raise Refused("join-refused", "not a join token")
    return token


class License:
    """Has its seat from its License Server, and behind that from the one that stands by. Whoever is reached first serves; where nobody is,
    the seat that is kept does (docs/decisions/0013)."""

    def __init__(self, options: Options, servers: list[tuple[Server, str]]):
        self._product, self._now_ms = options.product, options.now_ms
        self._options, self._servers = options, servers
        self._opened: list[Place] | None = None
        self._right = None
        self._failures = 0

    def checkout(self) -> Right:
        """Takes a seat: from a License Server or the cloud, and where nobody answers from the folder. Raises Refused."""
        self._right = self._take()
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
            self._right = replace(self._right, renew_at_ms=now + _retry_delay_ms(self._failures))
        return self._right

    def release(self) -> bool:
        """Gives the seat back, and with it the right to start offline. Tells whether that was heard; if not, it is free at its end."""
        self._right = None
        return all([place.release() for place in self._places()])

    def consume(self, points: int, id: str | None = None) -> Consumed:
        """Takes points (1 to 1,000,000) of a metered product: only with contact to the license cloud. Raises Refused.

        However often it is called with one id, the points are taken once: make it with `new_consumption`, and keep it with the work to
        be safe from crashes. After `points-unsettled` nobody told what came of it: call again with its `consumption`. With any other
        refusal nothing was taken.
        """
        id = self.new_consumption() if id is None else id
        first, _ = self._servers[0]
        nobody = Nobody("")
        for _ in range(_CONSUME_TRIES_MOST):
            try:
                entry = first.ask("PUT", f"/v1/consumptions/{id}", {"product": self._product, "points": points})["entry"]
                return Consumed(id, points, int(entry["balance"]))
            except (KeyError, TypeError, ValueError):
                nobody = Nobody("an answer that is none of ours")
            except Nobody as silence:
                nobody = silence
        unsettled = Refused("points-unsettled", nobody.detail)
        unsettled.consumption = id
        raise unsettled

    def new_consumption(self) -> str:
        return make_id("mte", self._now_ms())

    def _places(self) -> list[Place]:
        if self._opened is None:
            self._opened = [Place(self._options, server, folder) for server, folder in self._servers]
        return self._opened

    def _take(self) -> Right:
        unreached: list[tuple[Place, Nobody]] = []
        refused: Refused | None = None
        places = self._places()
        for index, place in enumerate(places):
            try:
                right = place.take()
            except Nobody as nobody:
                unreached.append((place, nobody))
            except Refused as no:
                if index == 0:
                    raise
                refused = no  # the one that stands by may have no seat, and the seat that is kept counts all the same
            else:
                self._failures = 0
                for behind in places[index + 1 :]:  # the seat at the one that stood by is somebody else's now
                    behind.release()
                return right
        return self._take_kept(unreached, refused)

    def _take_kept(self, unreached: list[tuple[Place, Nobody]], refused: Refused | None) -> Right:
        for place, nobody in unreached:
            try:
                right = place.take_stored(nobody)
            except Refused as no:
                refused = refused or no
                continue
            self._failures += 1
            # Those who were turned away together do not come back together.
            left_alone_ms = int(nobody.retry_after_ms * (1 + random.random() / 2))
            return replace(right, renew_at_ms=self._now_ms() + max(_retry_delay_ms(self._failures), left_alone_ms))
        raise refused or Refused("license-server-unreachable")


def _retry_delay_ms(failures: int) -> int:
    """Full jitter from 1 s to 5 min: many machines that lost the same server do not come back at the same moment."""
    ceiling = min(_RETRY_MOST_MS, _SECOND_MS * 2 ** min(failures, 16))
    return max(_SECOND_MS, int(ceiling * random.random()))
