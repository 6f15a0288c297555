"""CoverCheck: the only implementation of ``docs/covercheck-contract.md``.

A ``HandOver`` becomes the fields of a form, which the user's browser posts to the
portal (``form_fields``) or this server to the callback address
(``request_callback``). Sections named here are those of the contract.
"""

from .callback import check_address, request_callback
from .fields import anonymise, faults, form_fields, is_check_id, payload
from .model import (
    ADVICE,
    ANONYMOUS,
    CALLBACK,
    CANCELLED,
    CODES,
    COMPANY,
    CONCLUDED,
    CONSENT,
    CONTRACT,
    CUSTOMER_PHONE,
    MODES,
    MR,
    MS,
    NO_SALUTATION,
    OFFERED,
    ORIGINS,
    PHONES,
    REASONS,
    RESULTS,
    SALUTATIONS,
    Acknowledgement,
    Access,
    Consent,
    Customer,
    Fault,
    HandOver,
    Return,
    Vehicle,
    new_reference,
)
from .portal_return import sign_return, verify_return
