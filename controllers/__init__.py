from . import attachment
from . import handbook
from . import handover
from . import portal
