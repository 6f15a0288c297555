"""Where an insurer's services are, and who calls them in which dialect."""

from dataclasses import dataclass, field

CONFIRM_DELIVERIES = (TRUE, FALSE, OMIT) = ("true", "false", "omit")
SOAP_ACTIONS = (NORM, EMPTY, ISSUE, ISSUE_13) = ("norm", "empty", "issue", "issue_13")
EVERYTHING = "999999999"


@dataclass(frozen=True)
class Access:
    """
    One way to log in: user and password, or ticket, or certificate; what is
    given is used together.

    :ivar str user, password: of the insurer's portal
    :ivar str ticket: VDG or TGIC ticket, base64
    :ivar bytes certificate, private_key: TLS client certificate with its chain, and
        its key without password, both PEM
    :ivar str sts_version, bipro_version, extranet_version: of the services for login,
        transfer (430) and deep links (440); empty: not sent. A ``bipro_version`` 2.1
        calls in the manner of those years.
    :ivar str consumer_id: empty: not sent
    :ivar str category: 3, 6 or 9 digits that wanted shipments begin with; empty: not sent
    :ivar str confirm_deliveries: ``BestaetigeLieferungen``, one of ``CONFIRM_DELIVERIES``
    :ivar str soap_action: one of ``SOAP_ACTIONS``; the two ``issue`` are of WS-Trust
        2005/02 and 200512 and concern the login alone
    :ivar bool addressing: the login names its action (``RST/SCT``) in a wsa header
    :ivar bytes sts_wsdl, transfer_wsdl, extranet_wsdl: the insurer's own WSDL, or a ZIP file of it
        with its schemas, instead of ours. An empty address is taken from it.
    """

    sts_url: str = ""
    transfer_url: str = ""
    extranet_url: str = ""
    user: str = ""
    password: str = field(default="", repr=False)
    ticket: str = field(default="", repr=False)
    certificate: bytes = field(default=b"", repr=False)
    private_key: bytes = field(default=b"", repr=False)
    sts_version: str = ""
    bipro_version: str = "2.6.1.1.0"
    extranet_version: str = "1.0.1.0"
    consumer_id: str = ""
    category: str = EVERYTHING
    confirm_deliveries: str = FALSE
    soap_action: str = NORM
    addressing: bool = False
    sts_wsdl: bytes = field(default=b"", repr=False)
    transfer_wsdl: bytes = field(default=b"", repr=False)
    extranet_wsdl: bytes = field(default=b"", repr=False)

    @property
    def identity(self):
        """What a login proves: (str). Where it differs, another login may be tried."""
        return self.sts_url, self.user, self.password, self.ticket, self.certificate.decode(errors="replace")


@dataclass(frozen=True)
class Limits:
    """How much of an insurer is borne, in bytes and seconds.

    :ivar small: any answer without documents but the list of shipments
    :ivar shipment: the answer with the documents of one shipment
    :ivar document: each of them
    :ivar unpacked: what the ZIP files of one shipment unpack to
    :ivar members: files in one ZIP file
    """

    connect_seconds: float = 10
    read_seconds: float = 120
    small: int = 1024 * 1024
    list: int = 64 * 1024 * 1024
    shipment: int = 400 * 1024 * 1024
    document: int = 64 * 1024 * 1024
    unpacked: int = 400 * 1024 * 1024
    members: int = 1000


def is_early(version):
    """Releases of the generation 2.1, whose messages look different."""
    return version.startswith("2.1.")


USUAL_LIMITS = Limits()
