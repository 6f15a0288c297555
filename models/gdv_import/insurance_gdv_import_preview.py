from collections import Counter

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...connectors import gdv
from .gdv_files import Files, batches
from .gdv_findings import FindingList
from .gdv_messages import unreadable_message
from .gdv_missing import Missing
from .gdv_planning import Planner
from .gdv_values import first_day

BATCH = 500
# Larger ones are checked in the background, for nobody waits that long in front of a browser.
AT_ONCE = 4 << 20
LINE_COLUMNS = (
    'import_id',
    'line',
    'status',
    'insurer_id',
    'number',
    'holder',
    'vehicle',
    'policy_id',
    'partner_id',
    'vehicle_id',
)


class InsuranceGdvImport(models.Model):
    """The preview: what would become of each contract. It writes nothing but itself."""

    _inherit = 'insurance.gdv.import'

    def action_check(self):
        """Read the files, and show what would happen.

        :raise UserError: a file is none of GDV
        """
        self._check_state('draft')
        for record in self:
            if not record.attachment_ids:
                raise UserError(self.env._("Please choose at least one file."))
            record._pass_to('checking', user_id=self.env.uid)
            if sum(record.attachment_ids.mapped('file_size')) > AT_ONCE:
                self._trigger()
                continue
            record._check_files()
            if record.failure:
                raise UserError(record.failure)

    def action_check_again(self):
        """With other options, or when insurers have been chosen."""
        self.action_reset()
        self.action_check()

    def _check_files(self):
        """Make the preview, or note why there can be none."""
        record = self._with_all_rights()
        record.line_ids.unlink()
        record.finding_ids.unlink()
        try:
            with self.env.cr.savepoint():
                Preview(record).make()
        except gdv.Unreadable as error:
            record.write({'state': 'draft', 'failure': unreadable_message(record.env, error), 'attempts': 0})
        else:
            record.write({'state': 'previewed', 'failure': False, 'attempts': 0})

    def _with_all_rights(self):
        """As the user who began it, who then has made what it makes, in its company."""
        record = self.with_user(self.user_id or self.env.user).sudo().with_company(self.company_id)
        return record.with_context(lang=record.user_id.lang, allowed_company_ids=self.company_id.ids)


class Preview:
    def __init__(self, import_):
        self.import_ = import_
        self.env = import_.env
        self.files = Files(import_.attachment_ids)
        self.planner = Planner(import_)
        self.missing = Missing(self.planner)
        self.findings = FindingList(import_)
        self.statuses = Counter()
        self.insurers = Counter()
        self.partners = (set(), set())
        self.vehicles = (set(), set())

    def make(self):
        for batch in batches(self.files, BATCH):
            plans = self.planner.plan(batch)
            self._count(plans)
            self._add_lines([_line(self.import_, plan) for plan in plans if plan.status != 'unchanged'])
            self.findings.add_plans(plans)
            self.missing.see(plans)
            self.env.invalidate_all()
        missing = self.missing.find(self.files.packages)
        self._add_lines([_missing_line(self.import_, policy) for policy in missing])
        self.findings.add_files(self.files)
        self.findings.store()
        self._store_insurers()
        self._store_counts(len(missing))

    def _count(self, plans):
        for plan in plans:
            self.statuses[plan.status] += 1
            self.insurers[plan.contract.insurer_number] += 1
            if plan.customer and plan.status != 'skipped':
                _note(self.partners, plan.customer.partner, plan.customer)
            for each in plan.insured if plan.status != 'skipped' else ():
                if each.vehicle or self.planner.creates(each):
                    _note(self.vehicles, each.vehicle, each)

    def _add_lines(self, rows):
        if rows:
            columns = ", ".join(LINE_COLUMNS)
            self.env.cr.execute_values(
                f'INSERT INTO insurance_gdv_import_line ({columns}) VALUES %s', rows, page_size=500
            )

    def _store_counts(self, missing):
        self.import_.write(
            {
                'contract_count': self.statuses.total(),
                **{
                    f'{status}_count': self.statuses[status]
                    for status in ('new', 'changed', 'unchanged', 'ended', 'skipped')
                },
                'missing_count': missing,
                'partner_found_count': len(self.partners[0]),
                'partner_new_count': len(self.partners[1]),
                'vehicle_found_count': len(self.vehicles[0]),
                'vehicle_new_count': len(self.vehicles[1]),
            }
        )

    def _store_insurers(self):
        self.import_.insurer_line_ids.unlink()
        packages = {}
        for package in self.files.packages:
            packages.setdefault(package.insurer_number, []).append(package)
        numbers = dict.fromkeys([*filter(None, packages), *filter(None, self.insurers)])
        self.import_.insurer_line_ids.create(
            [self._insurer_values(number, packages.get(number, [])) for number in numbers]
        )

    def _insurer_values(self, number, packages):
        dates = [day for package in packages for day in (package.period_start, package.period_end) if day]
        return {
            'import_id': self.import_.id,
            'company_number': number,
            'sender': packages[0].sender if packages else False,
            'insurer_id': self.planner.insurer(number).id,
            'period': period_in_words(self.env, dates),
            'contract_count': self.insurers[number],
            'is_complete': bool(packages) and all(package.is_complete for package in packages),
        }


def period_in_words(env, days):
    """The first and the last of some days.

    :param days: [date or connectors.gdv.PartialDate]
    """
    exact = [first_day(day) for day in days]
    if not exact:
        return False
    return " – ".join(format_date(env, day) for day in dict.fromkeys([min(exact), max(exact)]))


def _note(sets, record, one):
    """Count everybody once, among those found or those to be created."""
    found, new = sets
    if record:
        found.add(record.id)
    else:
        new.add(one)


def _line(import_, plan):
    contract = plan.contract
    holder = contract.holder
    told = contract.vehicles[:1]
    return (
        import_.id,
        contract.first_line,
        plan.status,
        plan.insurer.id or None,
        contract.number,
        holder and " ".join(filter(None, [holder.name3, holder.name1])),
        told[0].plate or told[0].vin if told else None,
        plan.policy.id or None,
        plan.partner.id or None if plan.partner else None,
        next((each.vehicle.id for each in plan.insured if each.vehicle), None),
    )


def _missing_line(import_, policy):
    return (
        import_.id,
        None,
        'missing',
        policy.insurer_id.id,
        policy.number,
        policy.partner_id.name,
        policy.vehicle_id.license_plate or policy.vehicle_id.vin_sn or None,
        policy.id,
        policy.partner_id.id,
        policy.vehicle_id.id or None,
    )
