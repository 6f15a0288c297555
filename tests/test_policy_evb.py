from odoo.tests import Form, tagged, users

from .test_policy import PolicyCase


@tagged('post_install', '-at_install')
class TestPolicyEvb(PolicyCase):
    """Who types the eVB number of a car's policy need not know by heart whose it is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.condor, cls.kravag = (
            cls.env.ref(f'dealer_insurance.insurer_{name}') for name in ('condor', 'kravag_allgemeine')
        )

    @users('insurance_user')
    def test_number_proposes_the_insurer(self):
        with Form(self.env['insurance.policy']) as form:
            form.vehicle_id = self.car
            form.number = "30 471100815"
            form.evb_number = "rv a1b-2c"
            self.assertEqual((form.evb_number, form.insurer_id), ('RVA1B2C', self.insurer))
            self.assertFalse(form.evb_advice)
            form.insurer_id = self.condor
        self.assertEqual(form.record.insurer_id, self.condor)

    @users('insurance_user')
    def test_insurer_that_was_chosen_stays(self):
        with Form(self.env['insurance.policy']) as form:
            form.vehicle_id = self.car
            form.number = "4711"
            form.insurer_id = self.condor
            form.evb_number = 'RVA1B2C'
            self.assertEqual(form.insurer_id, self.condor)
            self.assertEqual(form.evb_advice, "By its beginning this is an eVB number of R+V.")
            self.assertFalse(form._get_modifier('evb_advice', 'invisible'))
            form.evb_number = 'CAA1B2C'
            self.assertFalse(form.evb_advice)
            form.evb_number = 'XXA1B2C'
            self.assertFalse(form.evb_advice)

    @users('insurance_user')
    def test_beginning_that_two_insurers_share(self):
        form = Form(self.env['insurance.policy'])
        form.evb_number = 'KAA1B2C'
        self.assertFalse(form.insurer_id)
        self.assertIn("KRAVAG-ALLGEMEINE / KRAVAG-LOGISTIC", form.evb_advice)
        form.insurer_id = self.kravag
        self.assertFalse(form.evb_advice)

    @users('insurance_user')
    def test_number_that_cannot_be_right(self):
        policy = self.make_policy().with_env(self.env)
        for number, words in (
            ('RVA1B2', "7 characters, this one has 6"),
            ('RVA1B2CD', "7 characters, this one has 8"),
            ('RVÄ1B2C', "letters and digits only, not: Ä"),
            ('RVA1BIO', "never has the letter IO. The digit 1 or 0 is meant"),
        ):
            with self.subTest(number), Form(policy) as form:
                form.evb_number = number.lower()
                self.assertEqual(form.evb_number, number)
                self.assertIn(words, form.evb_advice)
        self.assertEqual(policy.evb_number, 'RVA1BIO')

    def test_number_of_a_remote_call_is_tidied(self):
        policy = self.make_policy(evb_number=" rva1b2c ").with_user(self.insurance_user)
        self.assertEqual(policy.evb_number, 'RVA1B2C')
        policy.write({'evb_number': "ca-a1b2c"})
        self.assertEqual(policy.evb_number, 'CAA1B2C')

    def test_bicycle_has_none(self):
        bike = self.make_vehicle(model_id=self.bike_model.id, vin_sn="RA1", usage='customer', owner_id=self.customer.id)
        policy = self.make_policy(vehicle_id=bike.id, line_of_business='bike', evb_number='KAA1B2C')
        self.assertTrue(Form(policy)._get_modifier('evb_advice', 'invisible'))
