"""BiPRO norms 260, 410, 430 and 440: documents and deep links from an insurer.

The way: ``login`` gives a ``Token`` for ``Transfer`` and ``deep_links``. What is
known of the norms and what is assumed: ``docs/bipro-contract.md``.
"""

from .access import Access, Limits
from .codes import CODES, TokenInvalid
from .deep_link import Link, PartnerSearch, deep_links
from .documents import Document
from .security_token import Token, login
from .shipments import BusinessProcess, Delivery, Shipment
from .transfer import Transfer
