from datetime import datetime

from freezegun import freeze_time

from odoo.exceptions import RedirectWarning, UserError, ValidationError
from odoo.tests import tagged

from .covercheck import SIGNATURE
from .handover import HandoverCommon

NUMBERS = ('phone_private', 'phone_business', 'mobile_private', 'mobile_business')


@tagged('post_install', '-at_install')
class TestHandoverCallback(HandoverCommon):
    def numbers_in(self, fields):
        return {name for name in NUMBERS if f'customer_{name}' in fields}

    def assertRefusedTwice(self, first, origin, user=None):
        """Refused with a link to the first hand-over, and nothing sent."""
        sent = len(self.simulator.received())
        with self.assertRaises(RedirectWarning) as refused:
            self.hand_over(origin, user=user)
        _message, action, _button = refused.exception.args[:3]
        self.assertEqual((action['res_model'], action['res_id']), ('insurance.handover', first.id))
        self.assertEqual(len(self.simulator.received()), sent)

    # Consent

    def test_consent_in_force_is_used(self):
        consent = self.take_consent(self.person, self.connection)
        self.age(consent, years=2)
        form = self.open_form(self.car)
        self.assertFalse(form.takes_consent)
        self.assertEqual(form.consent_id, consent)
        form.save().action_hand_over()
        handover = self.last_handover()
        self.assertEqual(handover.consent_id, consent)
        self.assertAlmostEqual(consent.last_use, datetime.now(), delta=self._seconds(60))
        self.assertEqual(self.env['insurance.consent'].search([('partner_id', '=', self.person.id)]), consent)

    def _seconds(self, seconds):
        return datetime.fromtimestamp(seconds) - datetime.fromtimestamp(0)

    def test_acknowledgement_is_kept(self):
        self.take_consent(self.person, self.connection)
        answer = self.hand_over(self.car)
        [record] = self.simulator.received()
        handover = self.last_handover()
        self.assertEqual(handover.state, 'accepted')
        self.assertEqual(handover.acknowledgement, record['acknowledgement'])
        self.assertEqual(handover.reference, record['reference'])
        self.assertEqual(answer['params']['type'], 'success')
        self.assertIn("will call the customer", answer['params']['message'])
        self.assertIn("will call the customer", self.car.message_ids[:1].body)
        self.assertFalse(record['remarks'])

    def test_consent_taken_in_the_form(self):
        for manner, values, document in (
            ('signed', {'signature': SIGNATURE}, SIGNATURE),
            ('paper', {'scan': SIGNATURE}, SIGNATURE),
            ('oral', {}, False),
        ):
            with self.subTest(manner):
                customer = self.make_complete_customer(lastname=manner)
                car = self.make_complete_car(customer)
                form = self.open_form(car)
                self.assertTrue(form.takes_consent)
                self.assertIn(self.connection.recipient_name, form.wording)
                self.assertIn(self.company.name, form.wording)
                self.tick(form)
                form.manner = manner
                for name, value in values.items():
                    setattr(form, name, value.decode())
                wizard = form.save()
                preview = self.shown(wizard)
                wizard.action_hand_over()
                consent = self.last_handover().consent_id
                self.assertEqual((consent.partner_id, consent.manner), (customer, manner))
                self.assertEqual(consent.document, document)
                self.assertEqual(consent.user_id, self.insurance_user)
                self.assertTrue(consent.phone_private and consent.mobile)
                self.assertFalse(consent.phone_business or consent.by_email)
                self.assertEqual(consent.numbers.splitlines(), [customer.phone, customer.mobile])
                fields = self.received()[-1]
                self.assertShown(preview, fields)

    def test_consent_without_its_proof(self):
        for manner in ('signed', 'paper'):
            with self.subTest(manner):
                form = self.open_form(self.car)
                self.tick(form)
                form.manner = manner
                with self.assertRaises(AssertionError):
                    form.save()
                wizard = self.open_form(self.car, 'advice').save()
                wizard.write({'mode': 'callback', 'manner': manner, 'may_call_phone': True})
                with self.assertRaises(ValidationError):
                    wizard.action_hand_over()
        self.assertFalse(self.simulator.received())

    def test_only_a_callback_asks_for_consent(self):
        for mode in ('advice', 'anonymous'):
            form = self.open_form(self.car, mode)
            self.assertFalse(form.takes_consent)
            self.assertTrue(form._get_modifier('wording', 'invisible'))

    def _assert_consent_is_asked_for(self):
        form = self.open_form(self.car)
        self.assertTrue(form.takes_consent)
        self.assertFalse(form.consent_id)
        form.mode = 'advice'
        wizard = form.save()
        wizard.mode = 'callback'
        self._assert_asked_for_numbers_and_proof(wizard)

    def _assert_asked_for_numbers_and_proof(self, wizard):
        with self.assertRaisesRegex(UserError, "tick the numbers"):
            wizard.action_hand_over()
        wizard.may_call_phone = True
        with self.assertRaises(ValidationError):
            wizard.action_hand_over()
        self.assertFalse(self.simulator.received())

    def tick(self, form, phone=True, mobile=True):
        form.may_call_phone = phone
        form.may_call_mobile = mobile

    def test_revoked_consent(self):
        self.revoke(self.take_consent(self.person, self.connection))
        self._assert_consent_is_asked_for()

    def test_consent_revoked_while_the_form_is_open(self):
        consent = self.take_consent(self.person, self.connection)
        wizard = self.open_wizard(self.car)
        self.revoke(consent)
        wizard.invalidate_recordset()
        self._assert_asked_for_numbers_and_proof(wizard)

    def test_consent_given_anew(self):
        self.revoke(self.take_consent(self.person, self.connection))
        again = self.take_consent(self.person, self.connection, 'oral')
        self.hand_over(self.car)
        self.assertEqual(self.last_handover().consent_id, again)

    def test_consent_for_another_recipient(self):
        other = self.make_connection(recipient_name="Vergleich Beispiel AG", user_id=self.salesperson.id)
        self.take_consent(self.person, other, user=self.salesperson)
        self._assert_consent_is_asked_for()

    def test_consent_of_another_customer(self):
        self.take_consent(self.make_complete_customer("Uwe", "Weiß"), self.connection)
        self._assert_consent_is_asked_for()

    def test_consent_that_allows_no_call(self):
        self.make_consent_without_numbers(self.person, self.connection, 'by_email')
        self._assert_consent_is_asked_for()

    def test_consent_for_a_number_that_the_customer_has_not(self):
        self.take_consent(self.person, self.connection, channels=('mobile',))
        self.person.mobile = False
        self._assert_consent_is_asked_for()

    # Numbers

    def test_no_number(self):
        self.take_consent(self.person, self.connection)
        self.person.write({'phone': False, 'mobile': False})
        with self.assertRaisesRegex(UserError, "complete or correct: Telephone$"):
            self.hand_over(self.car)
        self.assertFalse(self.simulator.received())

    def test_no_number_and_no_consent(self):
        self.person.write({'phone': False, 'mobile': False})
        form = self.open_form(self.car)
        self.assertEqual(form.asked, 'customer_phone')
        form.mobile = '+49 170 1112223'
        form.may_call_mobile = True
        form.signature = SIGNATURE.decode()
        form.save().action_hand_over()
        [fields] = self.received()
        self.assertEqual(self.numbers_in(fields), {'mobile_private'})
        consent = self.last_handover().consent_id
        self.assertEqual((consent.phone_private, consent.mobile), (False, True))

    def test_only_numbers_that_may_be_called_leave(self):
        for number, (channels, leaving) in enumerate(
            (
                (['phone_private'], {'phone_private'}),
                (['mobile'], {'mobile_private'}),
                (['phone_private', 'mobile'], {'phone_private', 'mobile_private'}),
            )
        ):
            with self.subTest(channels):
                customer = self.make_complete_customer(lastname=f"Nummer {number}")
                self.take_consent(customer, self.connection, channels=channels)
                wizard = self.open_wizard(self.make_complete_car(customer))
                preview = self.shown(wizard)
                wizard.action_hand_over()
                record = self.simulator.received()[-1]
                fields = dict(record['fields'])
                self.assertEqual(self.numbers_in(fields), leaving)
                if 'phone_private' not in leaving:
                    self.assertNotIn('2261', record['body'])
                self.assertShown(preview, fields)

    def test_nothing_is_ticked_by_itself(self):
        form = self.open_form(self.car)
        self.assertFalse(form.may_call_phone or form.may_call_mobile)
        self.assertTrue(form._get_modifier('ticked_numbers', 'required'))
        form.manner = 'oral'
        wizard = form.save()
        self.assertIn(("May Be Called On", "No"), self.shown(wizard))
        with self.assertRaisesRegex(UserError, "tick the numbers"):
            wizard.action_hand_over()
        self.assertFalse(self.simulator.received() or self.person.consent_ids)

    def test_the_only_number_is_to_be_ticked_too(self):
        self.person.mobile = False
        form = self.open_form(self.car)
        form.manner = 'oral'
        with self.assertRaisesRegex(UserError, "tick the numbers"):
            form.save().action_hand_over()
        form.may_call_phone = True
        form.save().action_hand_over()
        self.assertEqual(self.last_handover().consent_id.numbers, '+49 2261 123456')

    def test_only_what_is_ticked(self):
        form = self.open_form(self.car)
        self.tick(form, phone=False)
        form.manner = 'oral'
        wizard = form.save()
        preview = self.shown(wizard)
        wizard.action_hand_over()
        [record] = self.simulator.received()
        self.assertEqual(self.numbers_in(dict(record['fields'])), {'mobile_private'})
        self.assertNotIn('2261', record['body'])
        self.assertShown(preview, dict(record['fields']))
        consent = self.last_handover().consent_id
        self.assertRecordValues(consent, [{'phone_private': False, 'mobile': True, 'numbers': '+49 171 5556667'}])

    def test_ticked_for_this_number_and_no_other(self):
        self.person.phone = False
        self.person.mobile = False
        form = self.open_form(self.car)
        form.phone = '+49 2261 1'
        form.may_call_phone = True
        form.phone = '+49 2261 22222'
        self.assertFalse(form.may_call_phone)

    def test_malformed_number_is_asked_for_before_it_is_ticked(self):
        self.person.phone = '02261 / daheim'
        self.assertEqual(self.open_form(self.car).asked, 'customer_phone_private')

    def test_changed_number_is_asked_for_anew(self):
        old = self.take_consent(self.person, self.connection, channels=('mobile',))
        self.person.mobile = '+49 170 9999999'
        form = self.open_form(self.car)
        self.assertTrue(form.takes_consent)
        self.tick(form, phone=False)
        form.manner = 'oral'
        form.save().action_hand_over()
        consent = self.last_handover().consent_id
        self.assertEqual((consent.numbers, old.numbers), ('+49 170 9999999', '+49 171 5556667'))

    def test_same_number_written_otherwise(self):
        self.take_consent(self.person, self.connection, channels=('mobile',))
        self.person.mobile = '0171/5556667'
        self.assertFalse(self.open_form(self.car).takes_consent)

    def test_number_that_is_not_covered_stays_here(self):
        """Unless the customer agrees to it as well."""
        consent = self.take_consent(self.person, self.connection)
        self.person.mobile = '+49 170 9999999'
        form = self.open_form(self.car)
        self.assertFalse(form.takes_consent)
        self.assertEqual((form.consent_id, form.uncovered_numbers), (consent, '+49 170 9999999'))
        self.assertIn('+49 171 5556667', form.consent_reach, "What was agreed to")
        form.save().action_hand_over()
        [fields] = self.received()
        self.assertEqual(self.numbers_in(fields), {'phone_private'})

        form = self.open_form(self.make_complete_car(self.person, license_plate='GM-CD 2'))
        form.renews_consent = True
        self.assertTrue(form.takes_consent)
        self.tick(form)
        form.manner = 'oral'
        form.save().action_hand_over()
        self.assertEqual(self.numbers_in(self.received()[-1]), {'phone_private', 'mobile_private'})
        self.assertEqual(self.last_handover().consent_id.numbers, '+49 2261 123456\n+49 170 9999999')

    def test_own_advice_grants_no_changed_number(self):
        self.take_consent(self.person, self.connection)
        self.person.mobile = '+49 170 9999999'
        wizard = self.open_wizard(self.car, 'advice')
        wizard.action_hand_over()
        fields = dict(wizard._portal_form(self.last_handover())[1])
        self.assertEqual((fields['consent_phone_private'], fields['consent_mobile_private']), ('granted', 'refused'))

    def test_consent_of_a_time_without_numbers(self):
        """It is taken at its word; a better one may be taken."""
        old = self.make_consent_without_numbers(self.person, self.connection, 'phone_private')
        form = self.open_form(self.car)
        self.assertFalse(form.takes_consent)
        self.assertTrue(form.may_renew)
        form.save().action_hand_over()
        self.assertEqual(self.numbers_in(self.received()[-1]), {'phone_private'})
        self.assertEqual(self.last_handover().consent_id, old)

    # Once

    def test_second_click(self):
        self.take_consent(self.person, self.connection)
        wizard = self.open_wizard(self.car)
        wizard.action_hand_over()
        first = self.last_handover()
        with self.assertRaises(RedirectWarning) as refused:
            wizard.action_hand_over()
        self.assertEqual(refused.exception.args[1]['res_id'], first.id)
        self.assertEqual(len(self.simulator.received()), 1)

    def test_repeated_on_the_same_day(self):
        self.take_consent(self.person, self.connection)
        self.hand_over(self.car)
        first = self.last_handover()
        self.assertRefusedTwice(first, self.car)
        self.assertRefusedTwice(first, self.person)
        repair = self.env['repair.order'].create({'partner_id': self.person.id, 'vehicle_id': self.car.id})
        self.assertRefusedTwice(first, repair, self.mechanic)

    def test_link_leads_to_what_the_user_may_see(self):
        self.take_consent(self.person, self.connection)
        self.hand_over(self.car, user=self.salesperson)
        first = self.last_handover()
        self.assertRefusedTwice(first, self.car)
        self.assertTrue(first.with_user(self.insurance_user).read(['acknowledgement']))

    def test_another_vehicle_on_the_same_day(self):
        self.take_consent(self.person, self.connection)
        self.hand_over(self.car)
        self.hand_over(self.make_complete_car(self.person, license_plate='GM-CD 2'))
        self.assertEqual(len(self.simulator.received()), 2)

    def test_other_modes_on_the_same_day(self):
        self.take_consent(self.person, self.connection)
        self.hand_over(self.car, 'advice')
        self.hand_over(self.car)
        self.assertEqual(self.hand_over(self.car, 'advice')['type'], 'ir.actions.act_url')

    def test_next_day(self):
        self.take_consent(self.person, self.connection)
        with freeze_time('2026-05-04 16:00:00'):
            self.hand_over(self.car)
            first = self.last_handover()
        with freeze_time('2026-05-04 20:00:00'):
            self.assertRefusedTwice(first, self.car)
        with freeze_time('2026-05-05 06:00:00'):
            self.hand_over(self.car)
        self.assertEqual(len(self.simulator.received()), 2)
        self.assertNotEqual(*[fields['reference'] for fields in self.received()])

    def test_day_is_the_user_s(self):
        """In summer Berlin's day begins at 22:00 UTC."""
        self.insurance_user.tz = 'Europe/Berlin'
        self.take_consent(self.person, self.connection)
        with freeze_time('2026-07-04 21:30:00'):
            self.hand_over(self.car)
        with freeze_time('2026-07-04 22:30:00'):
            self.hand_over(self.car)
            second = self.last_handover()
        with freeze_time('2026-07-05 06:00:00'):
            self.assertRefusedTwice(second, self.car)

    # Right hand-overs

    def test_evidence_of_a_callback(self):
        consent = self.take_consent(self.person, self.connection)
        repair = self.env['repair.order'].create({'partner_id': self.person.id, 'vehicle_id': self.car.id})
        self.hand_over(repair, user=self.mechanic)
        handover = self.last_handover()
        self.assertEqual(handover.partner_id, self.person)
        self.assertEqual(handover.person_name, self.person.name)
        self.assertEqual(handover.vehicle_id, self.car)
        self.assertEqual(handover.origin, repair.display_name)
        self.assertEqual((handover.origin_model, handover.origin_id), ('repair.order', repair.id))
        self.assertEqual(handover.consent_id, consent)
        self.assertEqual(handover.user_id, self.mechanic)
        self.assertEqual(handover.recipient_name, self.connection.recipient_name)
        self.assertIn("License Plate", handover.data_sent)
        self.assertNotIn(self.car.license_plate, handover.data_sent)
