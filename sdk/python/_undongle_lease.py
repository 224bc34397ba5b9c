"""Whether a lease is believed: signed documents, keys from the root, claims. Each check that fails raises a Fault with its name."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from datetime import date
from typing import NamedTuple

from jwcrypto import jwk, jws

_DOCUMENT_SIZE = 262_144
_MOST_SECONDS = 7_258_118_400
_HIGHEST_INTEGER = 2**53 - 1


class Fault(Exception):
    def __init__(self, name: str):
        self.name = name
        super().__init__(name)


class Key(NamedTuple):
    kid: str
    purpose: str
    x: str


class Believed(NamedTuple):
    issuer: str | None
    cloud: list[Key]
    license_server: Key | None


def hash_text(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")


def thumbprint(key: dict) -> str:
    """The JWK thumbprint (RFC 7638) of an Ed25519 key."""
    return hash_text(f'{{"crv":"Ed25519","kty":"OKP","x":"{key["x"]}"}}')


def learn_keys(trust: dict, root: str | None, told: dict) -> dict:
    """The first root and the first License Server are pinned; after that only a newer key set of that root changes anything."""
    server, cloud = told["licenseServer"], told["cloud"]
    members(server, "kid", "key")
    is_key(server["key"])
    if thumbprint(server["key"]) != server["kid"]:
        raise Fault("wrong-license-server-key")
    learned = {**trust, "licenseServer": trust["licenseServer"] or server["key"]}
    if cloud is None:
        return learned
    members(cloud, "root", "keySet", "rootThumbprint")
    is_key(cloud["root"])
    text_of(cloud["keySet"], 0, 65_536)
    pinned = root or (trust["root"] and thumbprint(trust["root"]))
    if thumbprint(cloud["root"]) != cloud["rootThumbprint"] or pinned not in (None, cloud["rootThumbprint"]):
        raise Fault("wrong-root")
    claims = _open_key_set(cloud["keySet"], cloud["root"])
    if claims["version"] < trust["keySetVersion"]:
        raise Fault("older-key-set")
    return {**learned, "root": cloud["root"], "keySet": cloud["keySet"], "keySetVersion": claims["version"]}


def believed_keys(trust: dict, root: str | None) -> Believed:
    """The stored key set is verified again each time: the store is a file that others may write."""
    pinned = trust["licenseServer"]
    server = None if pinned is None else Key(thumbprint(pinned), "lease", pinned["x"])
    none = Believed(None, [], server)
    if trust["root"] is None or trust["keySet"] is None or root not in (None, thumbprint(trust["root"])):
        return none
    try:
        claims = _open_key_set(trust["keySet"], trust["root"])
    except Fault:
        return none
    if claims["version"] != trust["keySetVersion"]:
        return none
    return Believed(
        claims["iss"], [Key(key["kid"], key["undongle:purpose"], key["x"]) for key in claims["keys"]], server
    )


def check_lease(document: str, believed: Believed, machine: str | None, product: str, highest: dict) -> tuple[dict, dict]:
    """Who signed it, for which machine and product, and that nothing newer was seen before. A dongle's seat is signed by the License
    Server that sees the dongle, a cloud seat by the cloud; neither can sign for the other."""
    server = believed.license_server
    claims, signer = _open_document(document, "lease", ([] if server is None else [server]) + believed.cloud)
    _check_claims(claims)
    by_server = signer is server
    if claims["source"] != ("dongle" if by_server else "cloud"):
        raise Fault("wrong-key")
    if not by_server and claims["iss"] != believed.issuer:
        raise Fault("wrong-issuer")
    if claims["cnf"]["jkt"] != machine:
        raise Fault("wrong-machine")
    if _is_older(claims, highest.get(claims["source"])):
        raise Fault("rolled-back")
    for entry in claims["licenses"]:
        if entry["product"] == product:
            return claims, {**entry, "termEndMs": _term_end_ms(entry["term"])}
    raise Fault("wrong-product")


def peek_id(document: str) -> str | None:
    """The `jti` of a document that nobody has verified."""
    try:
        claims = _parse(_decode(document.split(".")[1]))
        is_id(claims["jti"], "lse")
        return claims["jti"]
    except (Fault, IndexError, KeyError, TypeError):
        return None


def is_newer(version: str, than: str) -> bool:
    numbers = [[int(part) for part in text.split(".")] for text in (version, than)]
    left, right = (part + [0] * (4 - len(part)) for part in numbers)
    return left > right


def _is_older(claims: dict, seen: dict | None) -> bool:
    if seen is None:
        return False
    if claims["statusVersion"] < seen["statusVersion"] or claims["seq"] < seen["seq"]:
        return True
    return claims["seq"] == seen["seq"] and claims["jti"] != seen["jti"]


def _open_key_set(document: str, root: dict) -> dict:
    claims, _ = _open_document(document, "key-set", [Key(f"root-{thumbprint(root)}", "key-set", root["x"])])
    members(claims, "iss", "iat", "version", "keys")
    text_of(claims["iss"], 1, 200)
    _is_seconds(claims["iat"])
    whole_number(claims["version"], 1)
    if not isinstance(claims["keys"], list) or not 1 <= len(claims["keys"]) <= 64:
        raise Fault("malformed")
    for key in claims["keys"]:
        members(key, "kty", "crv", "x", "kid", "alg", "use", "undongle:purpose")
        is_key({name: key[name] for name in ("kty", "crv", "x")})
        text_of(key["kid"], 1, 128)
        # A purpose that this version does not know is no fault: its key signs nothing that is asked for here.
        text_of(key["undongle:purpose"], 1, 64)
        if key["alg"] != "EdDSA" or key["use"] != "sig":
            raise Fault("malformed")
    return claims


def _open_document(document: str, purpose: str, keys: list[Key]) -> tuple[dict, Key]:
    """Opens a document in the order of the wire format: size, form, algorithm, purpose, key, signature."""
    if len(document) > _DOCUMENT_SIZE:
        raise Fault("too-large")
    parts = document.split(".")
    if len(parts) != 3:
        raise Fault("malformed")
    header, claims = (_parse(_decode(part)) for part in parts[:2])
    signature = _decode(parts[2])
    members(header, "alg", "kid", "typ")
    text_of(header["alg"], 0, 16)
    text_of(header["kid"], 1, 128)
    text_of(header["typ"], 0, 64)
    if header["alg"] not in ("EdDSA", "Ed25519"):
        raise Fault("wrong-algorithm")
    if header["typ"] != f"undongle-{purpose}+jwt":
        raise Fault("wrong-purpose")
    signer = next((key for key in keys if key.kid == header["kid"]), None)
    if signer is None:
        raise Fault("unknown-key")
    if signer.purpose != purpose:
        raise Fault("wrong-key")
    if len(signature) != 64 or not _is_signed(parts, header["alg"], signer.x):
        raise Fault("forged")
    return claims, signer


def _is_signed(parts: list[str], alg: str, x: str) -> bool:
    """jwcrypto knows the algorithm by the name of RFC 8037 only, and takes the header as it stands: so that name is needed."""
    try:
        key = jwk.JWK(kty="OKP", crv="Ed25519", x=x)
        if alg == "EdDSA":
            token = jws.JWS()
            token.allowed_algs = ["EdDSA"]
            token.deserialize(".".join(parts))
            token.verify(key)
        else:
            key.get_op_key("verify").verify(_decode(parts[2]), f"{parts[0]}.{parts[1]}".encode())
        return True
    except Exception:  # noqa: BLE001 - whatever a hostile signature or key sets off is a "no"
        return False


def _check_claims(claims: object) -> None:
    names = "iss aud jti iat nbf exp source company machine cnf seq prev statusVersion licenses".split()
    if isinstance(claims, dict) and "provisional" in claims:
        if claims["provisional"] is not True:
            raise Fault("malformed")
        names.append("provisional")
    members(claims, *names)
    text_of(claims["iss"], 1, 200)
    is_id(claims["jti"], "lse")
    is_id(claims["machine"], "ls")
    for name in ("iat", "nbf", "exp"):
        _is_seconds(claims[name])
    if claims["aud"] != "undongle-application" or claims["source"] not in ("dongle", "cloud"):
        raise Fault("malformed")
    if claims["company"] is not None:
        members(claims["company"], "id", "name")
        is_id(claims["company"]["id"], "com")
        text_of(claims["company"]["name"], 1, 200)
    members(claims["cnf"], "jkt")
    if not is_hash(claims["cnf"]["jkt"]):
        raise Fault("malformed")
    whole_number(claims["seq"], 1)
    whole_number(claims["statusVersion"], 0)
    if claims["prev"] is not None:
        is_id(claims["prev"], "lse")
    if not isinstance(claims["licenses"], list) or not 1 <= len(claims["licenses"]) <= 200:
        raise Fault("malformed")
    for entry in claims["licenses"]:
        _check_license(entry)


def _check_license(entry: object) -> None:
    members(entry, "license", "line", "product", "name", "generation", "seats", "term", "metered", "onlineOnly")
    is_id(entry["license"], "lic")
    for code in (entry["line"], entry["product"]):
        _matches(code, r"[a-z0-9][a-z0-9._-]{0,63}")
    text_of(entry["name"], 1, 200)
    is_version(entry["generation"])
    whole_number(entry["seats"], 1)
    _term_end_ms(entry["term"])
    if not isinstance(entry["metered"], bool) or not isinstance(entry["onlineOnly"], bool):
        raise Fault("malformed")


def _term_end_ms(term: object):
    """What holds until a day holds until the last moment of that day."""
    if term == {"kind": "perpetual"}:
        return float("inf")
    members(term, "kind", "until")
    _matches(term["until"], r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
    if term["kind"] != "until":
        raise Fault("malformed")
    try:
        return (date.fromisoformat(term["until"]).toordinal() + 1 - date(1970, 1, 1).toordinal()) * 86_400_000
    except ValueError:
        raise Fault("malformed") from None


def members(value: object, *names: str) -> None:
    """An object with these members and no others: an unknown one could change the meaning of the rest."""
    if not isinstance(value, dict) or set(value) != set(names):
        raise Fault("malformed")


def text_of(value: object, least: int, most: int) -> None:
    """Counted in UTF-16 units, as the schemas of packages/core count."""
    if not isinstance(value, str) or not least <= len(value.encode("utf-16-le", "surrogatepass")) // 2 <= most:
        raise Fault("malformed")


def whole_number(value: object, least: int) -> None:
    if type(value) is not int or not least <= value <= _HIGHEST_INTEGER:
        raise Fault("malformed")


def is_id(value: object, prefix: str) -> None:
    _matches(value, prefix + "_[0-7][0-9abcdefghjkmnpqrstvwxyz]{25}")


def is_version(value: object) -> None:
    _matches(value, r"[0-9]{1,5}(\.[0-9]{1,5}){0,3}")


def is_key(value: object) -> None:
    members(value, "kty", "crv", "x")
    if value["kty"] != "OKP" or value["crv"] != "Ed25519" or not is_hash(value["x"]):
        raise Fault("malformed")


def is_hash(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch("[A-Za-z0-9_-]{43}", value) is not None


def _matches(value: object, pattern: str) -> None:
    if not isinstance(value, str) or re.fullmatch(pattern, value) is None:
        raise Fault("malformed")


def _is_seconds(value: object) -> None:
    whole_number(value, 1_577_836_800)
    if value > _MOST_SECONDS:
        raise Fault("malformed")


def _decode(part: str) -> bytes:
    """base64url in its one spelling: without padding, and nothing in the bits left over."""
    if re.fullmatch("[A-Za-z0-9_-]*", part) is None or len(part) % 4 == 1:
        raise Fault("malformed")
    decoded = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    if base64.urlsafe_b64encode(decoded).decode().rstrip("=") != part:
        raise Fault("malformed")
    return decoded


def _parse(data: bytes) -> dict:
    try:
        value = json.loads(data.decode(), object_pairs_hook=_once, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise Fault("malformed") from None
    return value


def _once(pairs: list) -> dict:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a member twice")
    return found


def _refuse(constant: str) -> None:
    raise ValueError(constant)
