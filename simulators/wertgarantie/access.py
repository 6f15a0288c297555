"""Who may speak to Wertgarantie: accounts, wrong logins, sessions, agents."""

import hmac
import re
import secrets
import threading
import time
from dataclasses import dataclass, field

from .answers import not_ok, unverified

WRONG_LOGINS = 3  # then the account is locked
ASSORTMENTS = ("all", "one", "none")


class NotAnAccount(ValueError):
    """What was asked for is no account; the message says why."""


@dataclass(frozen=True)
class Account:
    name: str
    password: str = field(repr=False)
    company: str
    country: str
    agents: dict  # Vermittlernummer -> one of ASSORTMENTS


@dataclass
class State:
    locked: bool = False
    wrong: int = 0  # in a row

    def as_json(self):
        return {"state": "locked" if self.locked else "active", "wrong": self.wrong}


@dataclass
class Session:
    account: Account
    used: float


DEMO = (
    Account(
        "musterrad", "Speichen-2026", "WG", "DE",
        {"4711001": "all", "4711002": "all", "4711003": "all", "4711008": "none", "4711009": "one"},
    ),
    Account("alpenrad", "Gipfel-2026", "WG", "AT", {"4722001": "all", "4722002": "all"}),
)  # fmt: skip


def from_words(words):
    """`NAME:PASSWORD:COMPANY:COUNTRY:AGENT,AGENT/one`, as said on the command line."""
    parts = words.split(":")
    if len(parts) != 5 or not all(parts) or parts[3] not in ("DE", "AT"):
        raise NotAnAccount("NAME:PASSWORD:COMPANY:DE or AT:AGENT,…")
    return Account(*parts[:4], dict(_agent(word) for word in parts[4].split(",")))


def _agent(word):
    number, _, assortment = word.partition("/")
    if not is_agent_number(number) or (assortment or "all") not in ASSORTMENTS:
        raise NotAnAccount(f"an agent is a positive integer, then maybe /one or /none, not {word}")
    return number, assortment or "all"


def is_agent_number(text):
    return re.fullmatch("0*[1-9][0-9]*", text) is not None


class Access:
    def __init__(self, accounts, locked=(), seconds=1800, clock=time.monotonic):
        self.accounts = {account.name: account for account in accounts}
        if unknown := set(locked) - set(self.accounts):
            raise NotAnAccount(f"unknown: {', '.join(sorted(unknown))}")
        self._locked = tuple(locked)
        self._seconds = seconds
        self._clock = clock
        self._lock = threading.Lock()
        self.restart()

    def restart(self):
        self.sessions = {}
        self.logins = {"right": 0, "wrong": 0}
        self.states = {name: State(name in self._locked) for name in self.accounts}

    def login(self, name, password, company):
        """The key of a new session."""
        with self._lock:
            account, state = self.accounts.get(name), self.states.get(name)
            right = account and _same(account.password, password) and account.company == company
            if right and not state.locked:
                return self._open(account)
            self.logins["wrong"] += 1
            if account:
                state.wrong += 1
                state.locked |= state.wrong >= WRONG_LOGINS
                if state.locked:
                    raise unverified("User not verified: Benutzer gesperrt")
            raise unverified()

    def _open(self, account):
        self.states[account.name].wrong = 0
        self.logins["right"] += 1
        key = secrets.token_hex(16)
        self.sessions[key] = Session(account, self._clock())
        return key

    def account(self, key):
        """Whose session this is; it lives on from now."""
        with self._lock:
            session = self.sessions.get(key)
            if session is None or self.states[session.account.name].locked:
                raise unverified()
            now = self._clock()
            if now - session.used > self._seconds:
                del self.sessions[key]
                raise unverified("User not verified: Session abgelaufen")
            session.used = now
            return session.account

    def end(self, key):
        self.sessions.pop(key, None)

    def end_all(self):
        self.sessions.clear()

    def change(self, states):
        """{name: 'active' or 'locked'}"""
        right = isinstance(states, dict) and all(name in self.accounts for name in states)
        if not right or not set(states.values()) <= {"active", "locked"}:
            raise NotAnAccount("an object {account: active or locked}")
        for name, state in states.items():
            self.states[name] = State(state == "locked")


def agent(account, number):
    """What this agent sells: one of ASSORTMENTS."""
    if not is_agent_number(number):
        raise not_ok("Die Vermittlernummer ist keine positive ganze Zahl")
    if number not in account.agents:
        raise not_ok("Die Vermittlernummer ist für diesen Benutzer nicht freigeschaltet")
    return account.agents[number]


def _same(one, other):
    return hmac.compare_digest(one.encode(), other.encode())
