from . import insurance_evidence_mixin
from . import insurance_evidence_removal
from . import insurance_evidence_chain
from . import insurance_consent
from . import insurance_consent_wording
from . import insurance_information
