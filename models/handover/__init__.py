from . import insurance_covercheck_mixin
from . import insurance_handover
from . import insurance_handover_care
from . import insurance_handover_covercheck
from . import insurance_handover_evb
