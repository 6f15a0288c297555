"""A dealer's own wording of the consent stays the one that customers agree to.

The update brings a new version of the standard wording, and the newest version counts. It is put away
where the dealer has a wording of their own, be it another record or the standard one rewritten.
"""

STANDARD = (
    "I agree that %(company)s passes my name, address, date of birth, telephone numbers and the data of my vehicle"
    " on to %(recipient)s, %(recipient_address)s, and that %(recipient)s calls me on the numbers marked below to"
    " advise me on motor insurance and make me an offer. My agreement is voluntary: buying a vehicle or having it"
    " repaired does not depend on it. I can revoke it at any time, with effect for the future, towards %(company)s"
    " or %(recipient)s.",
    "Ich willige ein, dass %(company)s meinen Namen, meine Anschrift, mein Geburtsdatum, meine Telefonnummern und"
    " die Daten meines Fahrzeugs an %(recipient)s, %(recipient_address)s, weitergibt und dass %(recipient)s mich"
    " unter den unten angekreuzten Nummern anruft, um mich zu Kfz-Versicherungen zu beraten und mir ein Angebot zu"
    " machen. Meine Einwilligung ist freiwillig: Weder ein Fahrzeugkauf noch eine Reparatur hängt davon ab. Ich"
    " kann sie jederzeit mit Wirkung für die Zukunft gegenüber %(company)s oder %(recipient)s widerrufen.",
)


def migrate(cr, version):
    cr.execute(
        """
        UPDATE insurance_consent_wording present
           SET active = false
          FROM ir_model_data
         WHERE ir_model_data.module = 'dealer_insurance'
           AND ir_model_data.name = 'consent_wording_covercheck_2026_11'
           AND ir_model_data.res_id = present.id
           AND EXISTS (
                   SELECT 1
                     FROM insurance_consent_wording own, jsonb_each_text(own.text) shown
                    WHERE own.provider = present.provider
                      AND own.active
                      AND own.id != present.id
                      AND shown.value NOT IN %s
               )
        """,
        [STANDARD],
    )
