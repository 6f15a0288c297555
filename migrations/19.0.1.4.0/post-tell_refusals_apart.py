"""What the managers are asked because a connection is blocked is an activity of its own type.

New access data remove those; activities of before this was so would stay.
"""

SUMMARIES = (
    "Access refused: please enter new access data",
    "Zugang abgelehnt: bitte neue Zugangsdaten eingeben",
)


def migrate(cr, version):
    cr.execute(
        """
        UPDATE mail_activity
           SET activity_type_id = type.res_id
          FROM ir_model_data type
         WHERE type.module = 'dealer_insurance'
           AND type.name = 'mail_activity_type_access_refused'
           AND mail_activity.res_model = 'insurance.connection'
           AND mail_activity.automated
           AND mail_activity.summary IN %s
        """,
        [SUMMARIES],
    )
