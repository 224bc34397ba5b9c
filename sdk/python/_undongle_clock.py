"""What time it is on a machine whose clock may be wrong. The rules stand in docs/reference/wire-protocol.md."""

from __future__ import annotations

import time
from typing import NamedTuple

_MINUTE_MS = 60_000
_DAY_MS = 24 * 60 * _MINUTE_MS
_UNKNOWN_BOOT = "unknown"


class Reading(NamedTuple):
    wall_ms: int
    boot_id: str
    boot_ms: int


class Told(NamedTuple):
    kind: str  # trusted, clock-behind, clock-ahead, clock-far-behind, clock-state-unreadable
    now_ms: int
    believed_ms: int


def read_machine() -> tuple[str, int]:
    """Names this boot, and tells how long it has lasted, suspend included."""
    try:
        with open("/proc/sys/kernel/random/boot_id", encoding="ascii") as file:
            boot_id = file.read().strip()
    except OSError:
        boot_id = _UNKNOWN_BOOT
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return boot_id, (time.clock_gettime_ns(clock) if clock is not None else time.monotonic_ns()) // 1_000_000


def tell_time(state: dict | None, reading: Reading) -> tuple[Told, dict | None]:
    """Tells the time, and what to keep for the next reading."""
    if state is None:
        return Told("clock-state-unreadable", 0, 0), None
    believed = max(state["highestMs"] + _elapsed_ms(state, reading), _earliest_ms(state, reading))
    ahead = reading.wall_ms - believed
    if ahead < -_DAY_MS:
        return Told("clock-far-behind", believed, believed), _moved(state, believed, reading)
    if ahead < -5 * _MINUTE_MS:
        return Told("clock-behind", believed, believed), _moved(state, believed, reading)
    if ahead > _DAY_MS:  # it counts, but is not kept: put right, the lease counts again
        return Told("clock-ahead", reading.wall_ms, believed), _moved(state, believed, reading)
    now = max(reading.wall_ms, believed)
    return Told("trusted", now, believed), _moved(state, now, reading)


def contact_clock(state: dict | None, reading: Reading, signed_ms: int) -> dict:
    """Takes over a signed time. One earlier than the boot clocks allow is a replayed message and sets nothing back."""
    if state is not None and signed_ms < _earliest_ms(state, reading) - 5 * _MINUTE_MS:
        return state
    return {
        "contactMs": signed_ms,
        "sinceContactMs": 0,
        "highestMs": signed_ms,
        "bootId": reading.boot_id,
        "bootMs": reading.boot_ms,
    }


def _earliest_ms(state: dict, reading: Reading):
    return state["contactMs"] + state["sinceContactMs"] + _elapsed_ms(state, reading)


def _elapsed_ms(state: dict, reading: Reading):
    """The least time that has passed since the state was kept; after a reboot, the new uptime."""
    since = reading.boot_ms - state["bootMs"]
    if _UNKNOWN_BOOT in (state["bootId"], reading.boot_id):
        return since if since >= 0 else reading.boot_ms
    return max(0, since) if state["bootId"] == reading.boot_id else reading.boot_ms


def _moved(state: dict, highest_ms, reading: Reading) -> dict:
    return {
        "contactMs": state["contactMs"],
        "sinceContactMs": state["sinceContactMs"] + _elapsed_ms(state, reading),
        "highestMs": highest_ms,
        "bootId": reading.boot_id,
        "bootMs": reading.boot_ms,
    }
