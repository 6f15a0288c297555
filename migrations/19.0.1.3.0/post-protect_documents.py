"""Customers see in the portal only documents that are meant for them.

Databases made before that was so keep the wider rule, for record rules are never updated by themselves.
"""

FORMER = "[('policy_id.partner_id', 'in', [user.partner_id.id, user.partner_id.commercial_partner_id.id])]"
PRESENT = FORMER.removesuffix(']') + ", ('is_for_customer', '=', True)]"


def migrate(cr, version):
    cr.execute(
        """
        UPDATE ir_rule
           SET domain_force = %s
          FROM ir_model_data
         WHERE ir_model_data.module = 'dealer_insurance'
           AND ir_model_data.name = 'rule_document_portal'
           AND ir_model_data.res_id = ir_rule.id
           AND ir_rule.domain_force = %s
        """,
        [PRESENT, FORMER],
    )
