from . import attachment
from . import handover
from . import portal
