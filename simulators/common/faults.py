"""Faults that a simulator shows on demand: once, some times, always, or by chance."""

import json
import random
import threading
import time
from dataclasses import asdict, dataclass, fields, replace

from .exchange import DROPPED, Answer

ALWAYS = "always"
OVERSIZE = 1 << 20


class NotAFault(ValueError):
    """What was asked for is no fault; the message says why."""


def slow(answer, fault):
    return answer


def drop(answer, fault):
    return DROPPED


def failure(answer, fault):
    return Answer(500, b"<html><body><h1>Internal Server Error</h1></body></html>", "text/html; charset=utf-8")


def unavailable(answer, fault):
    return Answer(503, b'{"error": "maintenance"}', "application/json")


def rubbish(answer, fault):
    status = answer.status if answer else 200
    return Answer(status, "<!DOCTYPE html><title>Störung</title><p>Bitte später.".encode(), "text/html; charset=utf-8")


def oversized(answer, fault):
    answer = answer or Answer(200, b"{}", "application/json")
    return replace(answer, body=answer.body + b" " * OVERSIZE)


def truncated(answer, fault):
    answer = answer or Answer(200, b'{"contract": "1"}', "application/json")
    return replace(answer, cut=len(answer.body) // 2 or 1)


def altered(answer, fault):
    """The true answer, but with other members; a member set to null is left out."""
    if not answer or answer.media_type != "application/json":
        return answer
    content = {**json.loads(answer.body), **fault.members}
    content = {name: value for name, value in content.items() if value is not None}
    return Answer(answer.status, json.dumps(content).encode(), answer.media_type, answer.headers)


def redirect(answer, fault):
    return Answer(307, headers={"Location": "/redirected"})


@dataclass(frozen=True)
class Kind:
    title: str
    spoil: object  # (answer or None, fault) -> answer; None: the insurer refuses by its own rules
    after: bool = False  # usually after the request was worked off


KINDS = {
    "slow": Kind("Antwort verzögern", slow, after=True),
    "drop": Kind("Verbindung abbrechen", drop),
    "500": Kind("Fehler 500", failure),
    "503": Kind("Fehler 503", unavailable),
    "rubbish": Kind("HTML statt Daten", rubbish, after=True),
    "oversized": Kind("riesige Antwort (1 MiB)", oversized, after=True),
    "truncated": Kind("Antwort bricht ab", truncated, after=True),
    "altered": Kind("Antwort verfälschen", altered, after=True),
    "busy": Kind("überlastet (429)", None),
    "redirect": Kind("Umleitung (307)", redirect),
}


@dataclass
class Fault:
    fault: str
    after: bool | None = None  # the request is worked off first; None: as usual for its kind
    times: int | str = 1
    seconds: float = 0  # waited first
    probability: float = 1
    address: str = ""  # only at this address, or other place that the simulator knows; empty: at each
    members: dict | None = None  # of `altered`

    def __post_init__(self):
        kind = KINDS.get(self.fault) if isinstance(self.fault, str) else None
        if kind is None:
            raise NotAFault(f"fault must be one of: {', '.join(KINDS)}")
        if self.after is None:
            self.after = kind.after
        self.members = self.members or {}
        _demand(isinstance(self.after, bool), "after must be true or false")
        _demand(not self.after or (kind.spoil and self.fault != "redirect"), f"{self.fault} accepts nothing")
        _demand(
            self.times == ALWAYS or (_is_number(self.times, int) and self.times >= 1), "times: 1 or more, or always"
        )
        _demand(_is_number(self.seconds) and 0 <= self.seconds <= 600, "seconds must be 0 to 600")
        _demand(_is_number(self.probability) and 0 < self.probability <= 1, "probability must be above 0, at most 1")
        _demand(isinstance(self.address, str), "address must be a path")
        _demand(isinstance(self.members, dict), "members must be an object")

    def meet(self, request, work_off):
        """The answer to the request. `work_off(busy)` lets the insurer do its work."""
        if self.after:
            answer = work_off(busy=False)
            time.sleep(self.seconds)
            return self._spoil(answer)
        time.sleep(self.seconds)
        if self.seconds and request.caller_gone():
            return DROPPED
        refused_by_rule = KINDS[self.fault].spoil is None
        if refused_by_rule or self.fault == "slow":
            return work_off(busy=refused_by_rule)
        return self._spoil(None)

    def _spoil(self, answer):
        return KINDS[self.fault].spoil(answer, self)


class Faults:
    def __init__(self, seed=None, places=()):
        self._faults = []
        self.places = places  # where a fault may happen; empty: anywhere
        self._random = random.Random(seed)  # noqa: S311  a repeatable soak test, no secret
        self._lock = threading.Lock()

    def add(self, description):
        """`description`: the members of a `Fault` by name."""
        if not isinstance(description, dict):
            raise NotAFault("a fault is an object")
        unknown = set(description) - {member.name for member in fields(Fault)}
        _demand(not unknown, f"unknown: {', '.join(sorted(unknown))}")
        _demand("fault" in description, "fault is missing")
        fault = Fault(**description)
        known = not self.places or fault.address in ("", *self.places)
        _demand(known, f"address must be one of: {', '.join(self.places)}")
        with self._lock:
            self._faults.append(fault)

    def clear(self):
        with self._lock:
            self._faults.clear()

    def draw(self, *places):
        """The fault of a call at these places, or None; of several, the one added first."""
        with self._lock:
            for fault in self._faults:
                if fault.address in ("", *places) and self._random.random() < fault.probability:
                    self._use_up(fault)
                    return fault
        return None

    def _use_up(self, fault):
        if fault.times == 1:
            self._faults.remove(fault)
        elif fault.times != ALWAYS:
            fault.times -= 1

    def as_json(self):
        with self._lock:
            return [asdict(fault) for fault in self._faults]


def from_words(words):
    """`drop:after,times=3,seconds=0.5` or the like, as said on the command line."""
    fault, _, options = words.partition(":")
    return typed({"fault": fault, **dict(_option(word) for word in options.split(",") if word)})


def typed(texts):
    """The description of a fault whose values are all texts; empty ones are left out."""
    readers = {"after": lambda text: text == "true", "times": _times, "seconds": float, "probability": float}
    try:
        return {name: readers.get(name, str)(text) for name, text in texts.items() if text != ""}
    except ValueError as error:
        raise NotAFault(str(error)) from None


def _option(word):
    name, equals, value = word.partition("=")
    return name, value if equals else "true"


def _times(text):
    return ALWAYS if text == ALWAYS else int(text)


def _is_number(value, kinds=(int, float)):
    return isinstance(value, kinds) and not isinstance(value, bool)


def _demand(condition, message):
    if not condition:
        raise NotAFault(message)
