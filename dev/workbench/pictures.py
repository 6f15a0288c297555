"""The pictures of README, handbook and app list: what each shows, and how one comes there.

The order counts: steps are taken in a database that is fresh, and what one picture
has changed the next ones show.
"""

from dataclasses import dataclass

TALL = (1280, 1100)  # for dialogs that are long
DIALOG = ".modal-content"
PEN_STROKE = """
    (() => {
        const canvas = document.querySelector(".modal canvas.o_web_sign_signature");
        const { left, top, width, height } = canvas.getBoundingClientRect();
        const stroke = [[0.1, 0.6], [0.2, 0.3], [0.25, 0.7], [0.4, 0.35], [0.45, 0.65], [0.6, 0.4], [0.75, 0.6], [0.9, 0.45]];
        const report = (type, [x, y], buttons = 1) => canvas.dispatchEvent(new PointerEvent(type, {
            bubbles: true, isPrimary: true, buttons, clientX: left + width * x, clientY: top + height * y,
        }));
        report("pointerdown", stroke[0]);
        stroke.slice(1).forEach((point) => report("pointermove", point));
        report("pointerup", stroke.at(-1), 0);
    })()
"""
PDF_SHOWN = """
    !!document.querySelector(".o_document_preview iframe").contentDocument.querySelector(".page[data-loaded=true]")
"""


@dataclass(frozen=True)
class Picture:
    name: str
    place: str  # the path; {names} in braces are records of the demo data, or those of FOUND
    steps: tuple = ()  # (method of browser.Tab, its arguments …)
    part: str = ""  # of the page, as a selector; empty: the window
    size: tuple = (1280, 800)
    login: str = "admin"


# The page of the app list reaches no other folder than its own.
OF_APP_LIST = ("compare-insurance", "insure-bicycle", "overview", "vehicle-form")

# Records without a name of their own: the newest of a model that belongs to a named one.
FOUND = {
    "invoice_anna": ("account.move", "partner_id", "partner_anna"),
    "invoice_eva": ("account.move", "partner_id", "partner_eva"),
    "application_eva": ("insurance.application", "partner_id", "partner_eva"),
}


def press(name):
    return ("click", f"button[name={name}]:not(:disabled)")


def choose(field, value):
    return ("click", f".o_field_widget[name={field}] input[data-value={value}]")


def tick(field):
    return ("click", f".o_field_widget[name={field}] input[type=checkbox]")


def tab(name):
    return ("click", f".o_notebook .nav-link[name={name}]")


def write(field, value):
    return ("fill", f".o_field_widget[name={field}] input", value)


def sign():
    return (
        ("click", ".o_field_widget[name=signature] .o_signature"),
        ("click", ".modal .o_web_sign_draw_button"),
        ("evaluate", PEN_STROKE),
        ("click", ".modal footer button.btn-primary:not(:disabled)"),
    )


APPLICATION = "/odoo/insurance-applications/{application_eva}"

PICTURES = (
    # What is asked, and who is forgotten
    Picture("sold-not-insured", "/odoo/sold-not-insured", size=(1400, 470)),
    Picture("vehicle-form", "/odoo/customer-vehicles/{vehicle_golf_sold}", size=(1280, 790)),
    Picture("decision", "/odoo/sale.order/{order_greta}", (press("action_confirm"),), DIALOG),
    Picture("invoice-with-shield", "/odoo/account.move/{invoice_eva}", size=(1280, 640)),
    Picture("printed-note", "/report/html/account.report_invoice_with_payments/{invoice_anna}", size=(803, 970)),
    Picture("decisions", "/odoo/insurance-decisions", size=(1280, 420)),
    # CoverCheck
    Picture(
        "compare-insurance",
        "/odoo/customer-vehicles/{vehicle_id3}",
        (press("action_compare_insurance"), tick("may_call_phone"), tick("may_call_mobile")),
        DIALOG,
        TALL,
    ),
    Picture(
        "own-advice",
        "/odoo/customer-vehicles/{vehicle_mini}",
        (press("action_compare_insurance"), choose("mode", "advice")),
        DIALOG,
        TALL,
    ),
    Picture(
        "quick-query",
        "/odoo/customer-vehicles",
        (("click", "[data-menu-xmlid='dealer_insurance.menu_quick_query']"),),
        DIALOG,
        TALL,
    ),
    Picture(
        "consent",
        "/odoo/res.partner/{partner_hans}",
        (tab("evidence"), ("click", "text=Einwilligung aufnehmen")),
        DIALOG,
        TALL,
    ),
    Picture("data-passed-on", "/odoo/res.partner/{partner_frank}", (tab("evidence"),), size=(1280, 1000)),
    Picture("handovers", "/odoo/insurance-handovers", size=(1400, 300)),
    # Wertgarantie: one application from its first step to the policy
    Picture("application-object", APPLICATION, size=(1280, 540)),
    Picture(
        "insure-bicycle",
        APPLICATION,
        (press("action_next"), press("action_next"), press("action_choose"), tick("has_immediate_cover")),
        size=(1100, 860),
    ),
    Picture(
        "application-customer",
        APPLICATION,
        (
            tick("is_ipid_handed_over"),
            press("action_next"),
            choose("leasing", "no"),
            tick("has_approved_lock"),
            press("action_next"),
            write("iban", "DE02120300000000202051"),
        ),
        size=(1280, 860),
    ),
    Picture(
        "application-sign",
        APPLICATION,
        (press("action_next"), press("action_print"), *sign()),
        size=(1280, 800),
    ),
    Picture("finalise", APPLICATION, (press("action_sign"),), DIALOG),
    Picture(
        "policy",
        APPLICATION,
        (press("action_finalise"), ("click", ".modal button[name=action_finalise]"), press("action_open_policy")),
        size=(1280, 860),
    ),
    # What insurers send: the scheduled action has fetched it meanwhile
    Picture("inbox", "/odoo/insurance-inbox", (("find", ".o_data_row"),), size=(1400, 300)),
    Picture(
        "inbox-document",
        "/odoo/insurance-inbox",
        (("click", ".o_data_row td[name=category_name]"), ("wait", PDF_SHOWN, "the document is not shown")),
        size=(1400, 800),
    ),
    Picture("proposals", "/odoo/insurance-proposals", size=(1400, 300)),
    Picture(
        "deep-link",
        "/odoo/insurance-policies/{policy_care}",
        (press("action_open_at_insurer"),),
        DIALOG,
    ),
    Picture(
        "gdv-import",
        "/odoo/action-dealer_insurance.insurance_gdv_import_action/{gdv_import}",
        (press("action_check"),),
        size=(1280, 800),
    ),
    # The contract book
    Picture("overview", "/odoo/insurance-overview", size=(1500, 520)),
    Picture("policies", "/odoo/insurance-policies", size=(1400, 420)),
    Picture("renew", "/odoo/insurance-policies/{policy_ines}", (press("action_renew"),), DIALOG),
    Picture("portal", "/de/my/insurances", login="clara", size=(1100, 400)),
    # Setting up
    Picture("connection-covercheck", "/odoo/insurance-connections/{connection_covercheck}", size=(1280, 700)),
    Picture("connection-wertgarantie", "/odoo/insurance-connections/{connection_wertgarantie}", size=(1280, 800)),
    Picture("connection-bipro", "/odoo/insurance-connections/{connection_bipro}", size=(1280, 800)),
    Picture("settings", "/odoo/action-dealer_insurance.insurance_settings_action", size=(1280, 860)),
)
