from . import insurance_decision_wizard
