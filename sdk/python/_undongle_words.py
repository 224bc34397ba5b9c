"""What an application hears: a right to run, or why it may not."""

from __future__ import annotations

from dataclasses import dataclass

# The reasons found here. Those of a server come with their own words. A test holds these to the table of packages/core.
REASONS = {
    "license-server-unreachable": (
        "The License Server of this machine cannot be reached.",
        "Start the License Server on this machine, then try again.",
    ),
    "join-refused": (
        "The join token is not, or no longer, the one of this License Server.",
        "Take the token that `undongle lan token` shows on the machine of the License Server.",
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
    position: int | None = None  # of no-seat-free, in the queue: 1 is next; kept by calling checkout again after retry_after_ms
    retry_after_ms: int = 0
    status: int | None = None  # of the answer it came with

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
