from . import insurance_consent_wizard
from . import insurance_decision_wizard
from . import insurance_deep_link_wizard
from . import insurance_finalise_wizard
from . import insurance_handover_wizard
from . import insurance_policy_end_wizard
from . import insurance_policy_renewal_wizard
from . import insurance_shipment_wizard
