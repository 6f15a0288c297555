from . import handover
from . import portal
