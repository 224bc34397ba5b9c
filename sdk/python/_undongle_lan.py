"""A License Server of the network: known by the certificate that the join token names, and knowing this machine by a key of its own."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import secrets
import ssl
from http.client import HTTPSConnection
from typing import NamedTuple
from urllib import request

from _undongle_lease import Fault, is_hash, is_id, members


class JoinToken(NamedTuple):
    host: str  # name or address, and port
    fingerprint: str  # SHA-256 of the certificate in DER: nothing is sent to anybody else
    secret: str


def parse_join_token(text: str) -> JoinToken | None:
    """`undongle-join-1/<host>:<port>/<fingerprint>/<secret>`, as `undongle lan token` shows it."""
    start, *parts = text.strip().split("/")
    if start != "undongle-join-1" or len(parts) != 3:
        return None
    token = JoinToken(*parts)
    return token if is_host(token.host) and is_hash(token.fingerprint) and is_hash(token.secret) else None


def is_host(text: str) -> bool:
    return re.fullmatch(r"([A-Za-z0-9.-]{1,253}|\[[0-9a-f:]{2,45}\]):[0-9]{1,5}", text) is not None


class PinnedConnections(request.HTTPSHandler):
    """TLS to exactly this certificate, and to no other, whoever signed it."""

    def __init__(self, fingerprint: str):
        super().__init__()
        self._fingerprint = fingerprint

    def https_open(self, asked):
        return self.do_open(_PinnedConnection, asked, fingerprint=self._fingerprint)


class _PinnedConnection(HTTPSConnection):
    def __init__(self, host: str, *, fingerprint: str, **more):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False  # the certificate itself is compared, its name says nothing
        context.verify_mode = ssl.CERT_NONE
        super().__init__(host, context=context, **more)
        self._fingerprint = fingerprint

    def connect(self) -> None:
        """Nothing is sent before the certificate was compared; the handshake has proven by then that the other side has its key."""
        super().connect()
        found = hashlib.sha256(self.sock.getpeercert(binary_form=True) or b"").digest()
        if base64.urlsafe_b64encode(found).decode().rstrip("=") == self._fingerprint:
            return
        self.close()
        raise ConnectionError("the License Server of the network shows another certificate than the join token names")


def own_key(folder: str, new_node: str) -> tuple[str, str]:
    """The key by which this machine is known there. Made once and written before it is used: a key whose owner forgot it would leave a
    node that nobody is. So of two applications that begin together one makes it, and the other reads it. Raises OSError."""
    path = os.path.join(folder, "node.json")
    kept = _read_key(path)
    if kept is not None:
        return kept
    os.makedirs(folder, mode=0o700, exist_ok=True)
    draft = f"{path}.{new_node}"
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump({"node": new_node, "key": secrets.token_urlsafe(32)}, file)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
        os.unlink(draft)
    except OSError:
        # Another one was first; or one that nobody can read is in the way; or this file system has no links.
        if _read_key(path) is None:
            os.replace(draft, path)
        else:
            os.unlink(draft)
    kept = _read_key(path)
    if kept is None:
        raise OSError("no key of this machine can be kept in the folder")
    return kept


def _read_key(path: str) -> tuple[str, str] | None:
    try:
        with open(path, encoding="utf-8") as file:
            kept = json.load(file)
        members(kept, "node", "key")
        is_id(kept["node"], "nod")
        return (kept["node"], kept["key"]) if is_hash(kept["key"]) else None
    except (OSError, ValueError, Fault):
        return None
