from . import insurance_insurer
from . import insurance_insurer_right
from . import insurance_insurer_bipro
from . import insurance_insurer_number
from . import insurance_number_mixin
