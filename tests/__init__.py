from . import test_identifiers
from . import test_insurance_decision
from . import test_invoice_note
from . import test_portal
from . import test_queries
from . import test_reminder
from . import test_settings
from . import test_tours
