"""The form of a connection can lose what its former extensions hold on to.

It is updated before they are, and it would be refused as long as one of them finds its place no more.
"""


def migrate(cr, version):
    cr.execute(
        r"""
        UPDATE ir_ui_view
           SET arch_db = replace(arch_db::text, 'name=\"covercheck_help\"', 'class=\"oe_title\"')::jsonb
          FROM ir_model_data
         WHERE ir_model_data.module = 'dealer_insurance'
           AND ir_model_data.name IN (
                   'insurance_connection_view_form_bipro', 'insurance_connection_view_form_wertgarantie'
               )
           AND ir_model_data.res_id = ir_ui_view.id
        """
    )
