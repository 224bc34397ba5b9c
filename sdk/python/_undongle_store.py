"""The stored seat: the file that packages/sdk writes too. Its seal notices a torn or edited file; it deters, it does not prove."""

from __future__ import annotations

import json

from _undongle_lease import Fault, hash_text, is_hash, is_id, is_key, is_version, members, text_of, whole_number

NOTHING_STORED = {
    "format": 1,
    "trust": {"root": None, "keySet": None, "keySetVersion": 0, "licenseServer": None},
    "seat": None,
    "highest": {},
    "clock": None,
}


def parse_stored(text: str) -> dict | None:
    """None for anything that is not whole: then only contact helps."""
    seal, body = text[:43], text[44:].rstrip()
    if not is_hash(seal) or seal != _seal_of(body):
        return None
    try:
        stored = json.loads(body)
        _check(stored)
    except (Fault, ValueError, RecursionError):
        return None
    return stored


def write_stored(stored: dict) -> str:
    body = json.dumps(stored, separators=(",", ":"), ensure_ascii=False)
    return f"{_seal_of(body)}\n{body}\n"


def _seal_of(body: str) -> str:
    return hash_text(f'{{"body":{json.dumps(body, ensure_ascii=False)},"of":"undongle-seat"}}')


def _check(stored: object) -> None:
    members(stored, "format", "trust", "seat", "highest", "clock")
    trust, seat, highest, clock = (stored[name] for name in ("trust", "seat", "highest", "clock"))
    members(trust, "root", "keySet", "keySetVersion", "licenseServer")
    whole_number(trust["keySetVersion"], 0)
    for key in (trust["root"], trust["licenseServer"]):
        if key is not None:
            is_key(key)
    if trust["keySet"] is not None:
        text_of(trust["keySet"], 0, 262_144)
    if seat is not None:
        members(seat, "id", "lease", "version")
        is_id(seat["id"], "lse")
        is_version(seat["version"])
        if seat["lease"] is not None:
            text_of(seat["lease"], 0, 262_144)
    if stored["format"] != 1 or not isinstance(highest, dict) or not set(highest) <= {"cloud", "dongle"}:
        raise Fault("malformed")
    for each in highest.values():
        members(each, "jti", "seq", "statusVersion")
        is_id(each["jti"], "lse")
        whole_number(each["seq"], 0)
        whole_number(each["statusVersion"], 0)
    if clock is not None:
        members(clock, "contactMs", "sinceContactMs", "highestMs", "bootId", "bootMs")
        text_of(clock["bootId"], 0, 200)
        for name in ("contactMs", "sinceContactMs", "highestMs", "bootMs"):
            if type(clock[name]) not in (int, float) or not 0 <= clock[name] <= 8.64e15:
                raise Fault("malformed")
