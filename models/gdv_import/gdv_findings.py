"""What is odd in the files, and what could not be done, for a person to look at."""

from collections import Counter

# Of each code; the others are counted.
KEPT = 200
LEFT_OUT, ODD, NOTE = '1', '2', '3'
SEVERITIES = {
    **dict.fromkeys(
        ('unknown_insurer', 'no_holder', 'no_customer', 'several_customers', 'no_number', 'failed', 'no_record'),
        LEFT_OUT,
    ),
    **dict.fromkeys(
        ('unread_record', 'record_count', 'version', 'encoding', 'large_contract', 'no_policy', 'possible_customer'),
        NOTE,
    ),
}


class FindingList:
    """:param import_: ``insurance.gdv.import``"""

    def __init__(self, import_):
        self.import_ = import_
        self._values = []
        self._counts = Counter()

    def add_plans(self, plans):
        for plan in plans:
            for code, params in plan.findings:
                contract = plan.contract
                self.add(code, params, file=plan.file, line=contract.first_line, number=contract.number)

    def add_files(self, files):
        """What the readers have found; they keep the first ones of each kind themselves."""
        kept, counts = files.findings()
        for name, finding in kept:
            params = dict(finding.params)
            file = ": ".join(filter(None, [name, params.pop('file', '')]))
            self.add(finding.code, params, file=file, line=finding.line, field=finding.field)
        self._counts.update(
            {code: count - self._counts[code] for (_name, code), count in counts.items() if count > KEPT}
        )

    def add(self, code, params, **place):
        self._counts[code] += 1
        if self._counts[code] <= KEPT:
            severity = SEVERITIES.get(code, ODD)
            self._values.append(
                {'import_id': self.import_.id, 'code': code, 'params': params, 'severity': severity, **place}
            )

    def store(self):
        """The last one that is kept of each code stands for those that are not."""
        last = {}
        for values in self._values:
            last[values['code']] = values
        for code, values in last.items():
            values['count'] = max(1, self._counts[code] - KEPT + 1)
        self.import_.finding_ids.create(self._values)
        self._values = []
