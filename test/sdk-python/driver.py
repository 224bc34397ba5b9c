"""What a test drives the Python client with: the same words as test/sdk-c/driver.c."""

import json
import os
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).parents[2] / "sdk" / "python"))
import undongle  # noqa: E402

given: dict[str, str] = {}
refused_tokens = 0
consumption = ""


def access_token(refused: bool) -> str:
    global refused_tokens
    refused_tokens += refused
    return os.environ["UNDONGLE_TEST_TOKEN"] if refused or given["token"] != "ended" else "ended"


def line(right: undongle.Right) -> dict:
    return {
        "source": right.source,
        "product": right.product,
        "name": right.name,
        "company": right.company or "",
        "untilMs": right.until_ms,
        "renewAtMs": right.renew_at_ms,
        "warning": right.warning_days or 0,
        "offline": right.offline,
        "clockBehind": right.clock_behind,
    }


def open_license() -> undongle.License:
    plain = ("product", "version", "folder", "user", "server", "standby", "root", "cloud")
    options = {name: given[name] for name in plain if name in given}
    if "join" in given:
        options["join_token"] = given["join"]
    options["waits"] = given.get("waits") == "yes"
    if "machine" in given:
        options |= {"machine_key": given["machine"], "access_token": access_token}
    if "now" in given:
        now_ms = int(given["now"])
        options["now_ms"] = lambda: now_ms
    return undongle.open(**options)


def refusal(no: undongle.Refused) -> dict:
    queued = {} if no.position is None else {"position": no.position, "retryAfterMs": no.retry_after_ms}
    return {"refused": no.code, "say": no.say, "next": no.next, **queued, "detail": no.detail}


def act(license: undongle.License, what: str) -> dict:
    global consumption
    try:
        if what == "release":
            return {"released": license.release()}
        if what.startswith("consume:"):
            consumption = license.new_consumption()
        if what.startswith(("consume:", "again:")):
            return {"balance": license.consume(int(what.split(":")[1]), consumption).balance}
        if what == "tokens":
            return {"refusedTokens": refused_tokens}
        return line(license.checkout() if what == "checkout" else license.renew())
    except undongle.Refused as no:
        return refusal(no)


for text in sys.stdin:
    arguments = text.rstrip("\n").split("\t")
    given = dict(argument.split("=", 1) for argument in arguments if "=" in argument)
    try:
        license = open_license()
        for argument in arguments:
            if "=" not in argument:
                print(json.dumps(act(license, argument), ensure_ascii=False))
    except (undongle.Refused, ValueError):
        print('{"refused": "open"}')
    print(".", flush=True)
