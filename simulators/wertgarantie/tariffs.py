"""Products and premiums: the published price bands, completed by invented ones, computed in Decimal."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from .answers import CENT, EMPTY, amount, listed

BICYCLE, EBIKE, BATTERY = "27", "270009", "270010"  # that of batteries is not published: invented
WITH_BATTERY = (EBIKE, BATTERY)
IMMEDIATE = "SOFORTSCHUTZ"
IMMEDIATE_PER_MONTH = Decimal("0.90")  # invented
MONTHS_OF_YEARLY = 11  # what a yearly contract costs, in monthly premiums: invented
TAX = {"DE": Decimal("1.19"), "AT": Decimal("1.11")}  # insurance tax; the bands include the German one
INTERVALS = {0: "Einmalbeitrag", 1: "monatlich", 3: "vierteljährlich", 6: "halbjährlich", 12: "jährlich"}
COLLECTION = ("Einzug", "Selbstzahler", "VMRAbrechnung")

# (price up to, premium per month), euros incl. insurance tax
BICYCLE_BANDS = ((500, 9), (750, 12), (1000, 15), (1500, 20), (2000, 28), (4000, 35))
EBIKE_BANDS = ((1500, 12), (3000, 15), (4000, 20), (6000, 30), (10000, 45))  # the last one invented
BATTERY_BANDS = ((500, 4), (1000, 6), (1500, 8))  # invented


class NotInsurable(Exception):
    """The message is what the service says as FEHLERMELDUNG."""


@dataclass(frozen=True)
class Product:
    code: str  # Antragskodierung
    type: str
    name: str
    country: str
    objects: tuple = ()  # codes
    bands: tuple = ()
    basic_risk: str = ""
    intervals: tuple = (1, 3, 6, 12)
    term: str = "12"
    collection: tuple = COLLECTION
    names_objects: bool = True  # in its price limits
    limits: tuple = ()  # (description, object code, euros), of other trades
    texts: tuple = ()  # (name, text)
    signatures: str = "1"

    @property
    def risks(self):
        return {IMMEDIATE: "Sofortschutz"} if self.basic_risk else {}

    @property
    def has_theft_cover(self):
        return self.basic_risk == "KOMPLETTSCHUTZ"

    @property
    def highest_price(self):
        return Decimal(self.bands[-1][0])

    def check(self, object_code, price):
        if object_code not in self.objects:
            raise NotInsurable(f"Das Objekt {object_code} ist mit diesem Produkt nicht versicherbar.")
        if not 0 < price <= self.highest_price:
            raise NotInsurable(f"Der Kaufpreis muss über 0,00 EUR und höchstens {amount(self.highest_price)} EUR sein.")

    def yearly(self, price, immediate):
        """Euros a year, to the cent."""
        per_month = next(Decimal(premium) for limit, premium in self.bands if price <= limit)
        months = MONTHS_OF_YEARLY if self.intervals == (12,) else 12
        year = per_month * months + (IMMEDIATE_PER_MONTH * 12 if immediate else 0)
        return (year / TAX["DE"] * TAX[self.country]).quantize(CENT, ROUND_HALF_UP)

    def per_interval(self, price, immediate, months):
        return (self.yearly(price, immediate) * months / 12).quantize(CENT, ROUND_HALF_UP)

    def as_answer(self, extended=True):
        head = {"PRODUCT_NAME": self.name, "PRODUCT_TYPE": self.type, "APPLICATION_CODE": self.code}
        if not extended:
            return head
        return {
            **head,
            **({"BASIC_RISK": self.basic_risk} if self.basic_risk else {}),
            "RISKS": self._risks(),
            "TERM": self.term,
            "PAYMENTINTERVALS": {
                "INTERVAL": listed({"VALUE": str(value), "DESCRIPTION": INTERVALS[value]} for value in self.intervals)
            },
            "COLLECTIONTYPES": dict.fromkeys(self.collection, "true"),
            "PURCHASE_PRICE_LIMITATIONS": {"MAX_PRICE": listed(self._limits())},
            "MAX_DEVICES_EACH_CONTRACT": "1",
            "SIGNATURES": self.signatures,
        }

    def _risks(self):
        risks = [{"RISK_NAME": name, "RISK_TYPE": risk} for risk, name in self.risks.items()]
        return {"RISK": listed(risks)} if risks else EMPTY

    def _limits(self):
        if not self.objects:
            return [
                {"OBJECT_DESCRIPTION": description, "OBJECT_CODE": code, "AMOUNT": amount(Decimal(euros))}
                for description, code, euros in self.limits
            ]
        if not self.names_objects:
            return [{"OBJECT_CODE": EMPTY, "AMOUNT": amount(self.highest_price)}]
        names = {BICYCLE: "Fahrrad", EBIKE: "E-Bike", BATTERY: "Akku"}
        return [
            {"OBJECT_DESCRIPTION": names[code], "OBJECT_CODE": code, "AMOUNT": amount(self.highest_price)}
            for code in self.objects
        ]


_COMPLETE = (
    ("Leistungen", "Diebstahl, Unfall & Sturz, Verschleiß – ohne Selbstbeteiligung."),
    ("Sofortschutz", "Schutz ab dem Antragstag statt ab dem Ersten des Folgemonats."),
    ("Schloss", "Mit einem Schloss ab dem genannten Mindestpreis ist auch Diebstahl versichert."),
)
_BATTERY = (("Leistungen", "Kapazitätsverlust & Defekt des Akkus, in den ersten 12 Monaten abschließbar."),)


def _of_country(country):
    prefix = "" if country == "DE" else f"{country}-"

    def product(code, type_, name, **more):
        return Product(prefix + code, type_, name, country, **more)

    bicycle = {"objects": (BICYCLE,), "bands": BICYCLE_BANDS, "basic_risk": "KOMPLETTSCHUTZ", "texts": _COMPLETE}
    ebike = {"objects": (EBIKE,), "bands": EBIKE_BANDS, "basic_risk": "KOMPLETTSCHUTZ", "texts": _COMPLETE}
    return (
        product("RAD-M", "KOMPLETTSCHUTZ_RAD_M_2018", "Komplettschutz Fahrrad", **bicycle),
        product("RAD-J", "KOMPLETTSCHUTZ_RAD_J_2018", "Komplettschutz Fahrrad Jahresbeitrag", intervals=(12,), **bicycle),
        product("EBIKE-M", "KOMPLETTSCHUTZ_EBIKE_M_2018", "Komplettschutz E-Bike", names_objects=False, **ebike),
        product("EBIKE-J", "KOMPLETTSCHUTZ_EBIKE_J_2018", "Komplettschutz E-Bike Jahresbeitrag", intervals=(12,), **ebike),
        product(
            "AKKU", "AKKUSCHUTZ_EBIKE_2018", "Akkuschutz E-Bike", objects=(BATTERY,), bands=BATTERY_BANDS,
            basic_risk="AKKUSCHUTZ", names_objects=False, collection=("Einzug", "Selbstzahler"), texts=_BATTERY,
        ),
        product("MIETE", "MIETSCHUTZ_2018", "Mietgeräteschutz", intervals=(1,), collection=("VMRAbrechnung",),
                limits=(("Mietgerät", EMPTY, 5000),), signatures="0"),
        product("FINANZ", "FINANZSCHUTZ_2018", "Finanzierungsschutz", intervals=(0,), term="36",
                collection=("Einzug",), limits=(("Ware", EMPTY, 10000),)),
        product("HANDY", "SMARTPHONESCHUTZ_2018", "Smartphone & Tablet", intervals=(0, 1), term="24",
                limits=(("Smartphone", "4711", 1500), ("Tablet", "4712", 2000))),
    )  # fmt: skip


PRODUCTS = {product.code: product for country in TAX for product in _of_country(country)}


def sold_by(country, assortment):
    """What an agent's list holds; `assortment` is of `access.ASSORTMENTS`."""
    own = [product for product in PRODUCTS.values() if product.country == country]
    return own[: {"all": None, "one": 1, "none": 0}[assortment]]
