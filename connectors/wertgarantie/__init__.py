"""Wertgarantie's web services for bicycles and e-bikes: ``docs/wertgarantie-contract.md``.

``Client`` makes the calls, ``application`` says what goes out, ``answers`` makes
regular what comes back.
"""

from .access import Access, CODES, access_faults, check_address
from .application import (
    Address,
    Application,
    Bike,
    Cancellation,
    Company,
    ExistingContract,
    ExistingCustomer,
    Fault,
    Lock,
    Payment,
    Person,
    start_of_cover,
)
from .client import Client
from .faults import faults
from .makers import propose_maker
from .markup import application_xml, cancellation_xml
from .products import Document, Premium, PremiumQuery, Product, Receipt
