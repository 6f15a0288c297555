"""What insurers do differently, to be switched while the simulator runs."""

from dataclasses import asdict, dataclass, field, fields

from common.faults import NotAFault

CHOICES = {
    "lifetime": ("utc", "offset", "zoneless", "none"),  # Expires; zoneless: local time of Germany; none: no Lifetime
    "invalid_token": ("fault", "nok", "401", "403"),  # how 00962 is said
    "login_version": ("optional", "required", "forbidden"),  # BiPROVersion in the login
    "failure": ("fault", "nok", "random"),  # SOAP fault, HTTP 200 with NOK, or one of both by chance
    "nothing_new": ("ok", "nok", "fault"),  # how 04001 is said
    "confirm": ("include", "confirm"),  # BestaetigeLieferungen lists acknowledged ones, too; or acknowledges the listed
    "confirm_flag": ("optional", "required", "forbidden"),  # required: only with true
    "consumer_id": ("optional", "required", "forbidden"),
    "link_style": ("https", "http", "own", "foreign", "script"),  # own: pages of the simulator
}


@dataclass
class Settings:
    token_seconds: float = 1800
    lifetime: str = "utc"
    token_uses: int = 0  # calls for which a token holds; 0: any number
    invalid_token: str = "fault"  # noqa: S105
    login_version: str = "optional"
    login_action: bool = False  # wsa:Action …/RST/SCT must be in the header of the login
    soap_actions: list = field(default_factory=lambda: ["urn", "trust", "empty"])  # accepted ones; also "absent"
    failure: str = "fault"
    nothing_new: str = "ok"
    confirm: str = "include"
    confirm_flag: str = "optional"
    consumer_id: str = "optional"
    repeat_code: str = "04002"  # to a second acknowledgement
    category_digits: list = field(default_factory=lambda: [3, 6, 9])  # others: 04005
    list_shape: str = ""  # words of shapes.py
    link_style: str = "https"
    link_host: str = "portal.example.com"
    link_targets: list = field(default_factory=lambda: ["002", "004", "005", "007", "011"])
    policies: list = field(default_factory=list)  # known to the extranet beside those of the shipments; ["*"]: all

    def change(self, members):
        """:raise NotAFault: one of them is unknown or of another kind; then none is changed"""
        if not isinstance(members, dict):
            raise NotAFault("settings are an object")
        kinds = {member.name: type(getattr(self, member.name)) for member in fields(self)}
        for name, value in members.items():
            if name not in kinds:
                raise NotAFault(f"{name} is no setting; there are: {', '.join(kinds)}")
            if name in CHOICES and value not in CHOICES[name]:
                raise NotAFault(f"{name} must be one of: {', '.join(CHOICES[name])}")
            if not isinstance(value, (int, float) if kinds[name] is float else kinds[name]):
                raise NotAFault(f"{name} must be of type {kinds[name].__name__}")
        for name, value in members.items():
            setattr(self, name, value)

    def as_json(self):
        return asdict(self)


def from_words(words):
    """`token_seconds=2` as said on the command line; lists are separated by commas."""
    name, _, text = words.partition("=")
    default = getattr(Settings(), name, "")
    if isinstance(default, bool):
        return {name: text == "true"}
    if isinstance(default, list):
        kind = type(default[0]) if default else str
        return {name: [kind(part) for part in text.split(",") if part]}
    try:
        return {name: type(default)(text)}
    except ValueError as error:
        raise NotAFault(str(error)) from None
