"""Many customers at once.

OCA's ``partner_firstname`` creates them one by one, to take names apart, each with a default of
its own. Where the parts are told that takes four times as long, for nothing.
"""

from odoo.addons.partner_firstname.models.res_partner import ResPartner as ResPartnerWithParts

# Odoo's own, which leave customers without VAT number, created outside the accounting menus, as they are.
HARMLESS = frozenset(('odoo.addons.account', 'odoo.addons.base_vat'))


def create_together(partners, values):
    """Create customers whose ``firstname`` and ``lastname`` are told.

    Other modules that have something to say about new customers have it.

    :param partners: ``res.partner``
    :param values: [{field: value}]
    """
    if _has_others(type(partners)):
        return partners.create(values)
    return super(ResPartnerWithParts, partners).create(values)


def _has_others(class_):
    """Whether other modules than the harmless ones override ``create`` above OCA's."""
    above = class_.__mro__[: class_.__mro__.index(ResPartnerWithParts)]
    modules = {part.__module__.partition('.models')[0] for part in above if 'create' in vars(part)}
    return not modules <= HARMLESS
