from . import codes
from .contracts import Contract
from .errors import CODES, Unreadable
from .findings import Finding, Findings
from .model import Claim, Contact, Cover, Partner, Payment, Section, Terms, Trailer, Vehicle
from .package import Package
from .reading import Reading, read
from .values import PartialDate, first_day, last_day
