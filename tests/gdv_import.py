from contextlib import nullcontext

from odoo.tests import HttpCase

from odoo.addons.dealer_insurance.models.gdv_import import insurance_gdv_import_run

from .common import DealerCommon
from .gdv_files import file, liability, package, partner, record, terms, vehicle

NUMBER = '30471100815'
OTHER_VIN = 'WVWZZZ1JZXW999999'


def contract(number=NUMBER, holder=None, car=None, term=None, customer='', covers=True, **head):
    """The records of one contract: holder, terms, a car with its liability cover.

    :param holder, car, term: {first byte: text}; ``car=False``: no vehicle
    :param str customer: number of the customer at the insurer
    """
    head = {'number': number, **head}
    records = [partner(holder, **head)]
    if customer:
        records.append(record('0100', {43: customer.ljust(17)}, part="2", **head))
    records.append(terms(term, **head))
    if car is not False:
        records += [vehicle(car, **head), *([liability(**head)] if covers else [])]
    return records


class GdvImportCase(DealerCommon):
    """Imports as the insurance manager does them, of files that are made here."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ruv = cls.env.ref('dealer_insurance.insurer_ruv')
        cls.condor = cls.env.ref('dealer_insurance.insurer_condor')
        cls.company.country_id = cls.germany
        cls.manager_env = cls.env(user=cls.insurance_manager)

    @classmethod
    def attach(cls, *records, name="bestand.gdv", content=None, whole=True, **options):
        """A file of these records."""
        lines = package(*records, **options)
        raw = content if content is not None else file(lines if whole else lines[:-1]).read()
        return cls.manager_env['ir.attachment'].create({'name': name, 'raw': raw})

    @classmethod
    def make_import(cls, *records, files=None, **values):
        """An import that is new; ``values`` are its options."""
        options = {name: values.pop(name) for name in ('whole', 'content', 'insurer') if name in values}
        files = files or cls.attach(*records, **options)
        return cls.manager_env['insurance.gdv.import'].create({'attachment_ids': files.ids, **values})

    @classmethod
    def preview(cls, *records, **values):
        made = cls.make_import(*records, **values)
        made.action_check()
        return made

    def run_imports(self):
        """As the scheduled action does, but in the test's transaction."""
        self.env.flush_all()
        # Tests with a browser are in that mode throughout.
        mode = nullcontext() if isinstance(self, HttpCase) else self.enter_registry_test_mode()
        with mode:
            self.env.ref('dealer_insurance.ir_cron_import_gdv').method_direct_trigger()
        self.env.invalidate_all()

    def import_records(self, *records, **values):
        made = self.preview(*records, **values)
        made.action_start()
        self.run_imports()
        return made

    def make_policy(self, **values):
        return self.env['insurance.policy'].create(
            {'number': NUMBER, 'insurer_id': self.ruv.id, 'partner_id': self.customer.id, **values}
        )

    def policy(self, number=NUMBER, insurer=None):
        return self.env['insurance.policy'].search(
            [
                ('number', '=', number),
                ('insurer_id', '=', (insurer or self.ruv).id),
                ('company_id', '=', self.company.id),
            ]
        )

    def small_batches(self, size):
        self.patch(insurance_gdv_import_run, 'BATCH', size)

    def counts(self, made):
        names = ('new', 'changed', 'unchanged', 'ended', 'missing', 'skipped')
        return {name: made[f'{name}_count'] for name in names if made[f'{name}_count']}

    def codes(self, made):
        return sorted(made.finding_ids.mapped('code'))
