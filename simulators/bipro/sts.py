"""Login of norm 410: users, tokens, and what was tried."""

import base64
import binascii
import secrets
import threading
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from common.exchange import Answer
from common.faults import NotAFault

from . import xml
from .messages import HttpRefused, Refused

TRUST = xml.NAMES["wst"]
LOGIN_ACTION = TRUST + "/RST/SCT"
WRONG_UNTIL_LOCKED = 3
BERLIN = ZoneInfo("Europe/Berlin")
STATES = ("active", "locked", "expired")
SERVICES = ("transfer", "extranet")
VDG_TICKET = "VDG-MUSTERTICKET"
VDG_TYPE = "bipro:VDGTicket"
REFUSALS = ("00961", "00964", "00965", "00966")


@dataclass
class User:
    name: str
    password: str
    rights: tuple = SERVICES
    ticket: str = ""
    state: str = "active"
    wrong_in_a_row: int = 0
    most_wrong_in_a_row: int = 0
    attempts: list = field(default_factory=list)  # (MeldungID or "", password is the one of the attempt before)
    last_password: str = ""

    @property
    def books(self):
        refused = [code for code, _again in self.attempts if code]
        return {
            "state": self.state,
            "logins": len(self.attempts) - len(refused),
            "wrong_logins": sum(code in ("00961", "00965") for code in refused),
            "most_wrong_in_a_row": self.most_wrong_in_a_row,
            "refused_logins": refused,
            # Whoever tries again what was refused burns the attempts of the account.
            "repeated_refused_logins": sum(again for code, again in self.attempts if code),
        }


def default_users():
    users = [
        User("rmp100001", "Musterwald-1", ticket=VDG_TICKET),
        User("rmp100002", "Musterwald-2"),
        User("rmp100003", "Musterwald-3", rights=()),
    ]
    return {user.name: user for user in users}


@dataclass
class Token:
    user: User
    ends: float  # of time.monotonic()
    uses_left: float


class TokenService:
    def __init__(self, settings):
        self.settings = settings
        self.users = default_users()
        self.tokens = {}
        self.unknown_users = 0
        self._lock = threading.Lock()

    def answer(self, envelope, certificate=""):
        """:param certificate: common name of the caller's TLS certificate: a user's name, or empty"""
        if envelope.operation != "RequestSecurityToken":
            raise Refused("00007", "fault")
        self._check_version(envelope)
        if certificate and envelope.text("RequestType") == f"{TRUST}/Issue" and not _has_credentials(envelope):
            return self._token_answer(self._by_certificate(certificate))
        kinds = {"Issue": self._issue, "Validate": self._validate, "Cancel": self._cancel}
        prefix, _, kind = envelope.text("RequestType").rpartition("/")
        if prefix != TRUST or kind not in kinds:
            raise Refused("00911")
        return kinds[kind](envelope)

    def user_of(self, envelope, service):
        """Who holds the token in the header of a call to `service`."""
        token = self._token(security(envelope))
        if service not in token.user.rights:
            raise Refused("00930")
        return token.user

    def change_users(self, changes):
        """{name: {password, state, rights, ticket}}; a new name becomes a new user"""
        known = ("password", "state", "rights", "ticket")
        if not isinstance(changes, dict):
            raise NotAFault("an object {user: members}")
        for members in changes.values():
            if not isinstance(members, dict) or set(members) - set(known):
                raise NotAFault(f"members of a user: {', '.join(known)}")
            if members.get("state", "active") not in STATES or set(members.get("rights", ())) - set(SERVICES):
                raise NotAFault("unknown state or right")
        with self._lock:
            for name, members in changes.items():
                user = self.users.setdefault(name, User(name, ""))
                for member, value in members.items():
                    setattr(user, member, value)
                user.wrong_in_a_row = 0 if members.get("state") == "active" else user.wrong_in_a_row

    def users_as_json(self):
        return {user.name: {"rights": list(user.rights), **user.books} for user in self.users.values()}

    # Issue -----------------------------------------------------------------------

    def _check_version(self, envelope):
        rule, given = self.settings.login_version, envelope.text("BiPROVersion") is not None
        if (rule == "required" and not given) or (rule == "forbidden" and given):
            raise Refused("00007", detail=f"BiPROVersion: {rule}.")
        if self.settings.login_action:
            action = None if envelope.header is None else envelope.header.findtext(xml.tag("wsa:Action"))
            if action != LOGIN_ACTION:
                raise Refused("00007", detail="wsa:Action")

    def _issue(self, envelope):
        header = security(envelope)
        credentials = header.find(xml.tag("wsse:UsernameToken"))
        ticket = header.find(xml.tag("wsse:BinarySecurityToken"))
        if credentials is None and ticket is None:
            raise Refused("00908")
        if envelope.text("TokenType") != xml.SCT:
            raise Refused("00910")
        user = self._by_password(credentials) if credentials is not None else self._by_ticket(ticket)
        return self._token_answer(user)

    def _by_password(self, credentials):
        name = credentials.findtext(xml.tag("wsse:Username"))
        password = credentials.find(xml.tag("wsse:Password"))
        if name is None or password is None or password.get("Type") != xml.PASSWORD_TEXT:
            raise Refused("00908")
        with self._lock:
            user = self.users.get(name)
            if user is None:
                self.unknown_users += 1
                raise Refused("00961")
            code = self._judge(user, password.text or "")
            user.attempts.append((code, user.last_password == password.text))
            user.last_password = password.text if code else ""
        if code:
            raise Refused(code)
        return user

    def _judge(self, user, password):
        if user.state == "locked":
            return "00964"
        if password != user.password:
            user.wrong_in_a_row += 1
            user.most_wrong_in_a_row = max(user.wrong_in_a_row, user.most_wrong_in_a_row)
            if user.wrong_in_a_row < WRONG_UNTIL_LOCKED:
                return "00961"
            user.state = "locked"
            return "00965"
        user.wrong_in_a_row = 0
        return "00966" if user.state == "expired" else ""

    def _by_ticket(self, node):
        try:
            ticket = base64.b64decode(node.text or "", validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            raise Refused("00007", detail="BinarySecurityToken") from None
        if node.get("ValueType") != VDG_TYPE:
            raise Refused("00910")
        for user in self.users.values():
            if user.ticket and user.ticket == ticket:
                return self._let_in(user)
        raise Refused("00920")

    def _by_certificate(self, name):
        if name not in self.users:
            raise Refused("00961")
        return self._let_in(self.users[name])

    def _let_in(self, user):
        """Without a password, so that one that expired is no matter."""
        code = "00964" if user.state == "locked" else ""
        user.attempts.append((code, False))
        if code:
            raise Refused(code)
        return user

    def _token_answer(self, user):
        identifier = "bipro:" + secrets.token_urlsafe(24)
        seconds = self.settings.token_seconds
        with self._lock:
            uses = self.settings.token_uses or float("inf")
            self.tokens[identifier] = Token(user, time.monotonic() + seconds, uses)
        writer, response = _response()
        writer.add(response, "wst:TokenType", xml.SCT)
        requested = writer.add(response, "wst:RequestedSecurityToken")
        writer.add(writer.add(requested, "wsc:SecurityContextToken"), "wsc:Identifier", identifier)
        if self.settings.lifetime != "none":
            lifetime = writer.add(response, "wst:Lifetime")
            now = datetime.now(timezone.utc)
            writer.add(lifetime, "wsu:Created", self._time(now))
            writer.add(lifetime, "wsu:Expires", self._time(now + timedelta(seconds=seconds)))
        return Answer(200, writer.bytes(), xml.XML)

    def _time(self, moment):
        if self.settings.lifetime == "utc":
            return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        local = moment.astimezone(BERLIN)
        return (local if self.settings.lifetime == "offset" else local.replace(tzinfo=None)).isoformat()

    # Tokens ----------------------------------------------------------------------

    def _token(self, header):
        identifier = _identifier(header)
        with self._lock:
            token = self.tokens.get(identifier)
            if token is None or token.ends < time.monotonic() or token.uses_left < 1:
                raise self._invalid()
            token.uses_left -= 1
        return token

    def _invalid(self):
        way = self.settings.invalid_token
        return HttpRefused(int(way)) if way.isdigit() else Refused("00962", way)

    def _validate(self, envelope):
        try:
            self._token(security(envelope))
            state = "valid"
        except (Refused, HttpRefused):
            state = "invalid"
        writer, response = _response()
        writer.add(writer.add(response, "wst:Status"), "wst:Code", f"{TRUST}/status/{state}")
        return Answer(200, writer.bytes(), xml.XML)

    def _cancel(self, envelope):
        security(envelope)
        path = "/".join(map(xml.tag, ("wst:CancelTarget", "wsse:SecurityTokenReference", "wsse:Reference")))
        reference = envelope.content.find(path)
        if reference is None or not reference.get("URI"):
            raise Refused("00912")
        if self.tokens.pop(reference.get("URI"), None) is None:
            raise Refused("00919")
        writer, response = _response()
        writer.add(response, "wst:RequestedTokenCancelled")
        return Answer(200, writer.bytes(), xml.XML)


def security(envelope):
    header = envelope.security()
    if header is None:
        raise Refused("00905")
    if not len(header):
        raise Refused("00906")
    return header


def _has_credentials(envelope):
    header = envelope.security()
    return header is not None and len(header) > 0


def _identifier(header):
    token = header.find(xml.tag("wsc:SecurityContextToken"))
    if token is None:
        raise Refused("00917")
    identifier = (token.findtext(xml.tag("wsc:Identifier")) or "").strip()
    if not identifier:
        raise Refused("00909")
    return identifier


def _response():
    writer = xml.Writer()
    return writer, writer.add(writer.body, "wst:RequestSecurityTokenResponse")
