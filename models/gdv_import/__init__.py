from . import insurance_gdv_import
from . import insurance_gdv_import_line
from . import insurance_gdv_import_preview
from . import insurance_gdv_import_run
from . import insurance_gdv_import_results
from . import insurance_gdv_import_proposal
from . import insurance_gdv_import_sources
from . import insurance_gdv_import_companies
