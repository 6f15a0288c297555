"""The pictures of README, handbook and app list: what each shows, and how one comes there.

The order counts: steps are taken in a database that is fresh, and what one picture
has changed the next ones show.
"""

import json
from dataclasses import dataclass

TALL = (1280, 1100)  # for dialogs that are long
DIALOG = ".modal-content"
# “Eva Erle”, in parts of the width and the height of the field
SIGNATURE = [
    [
        *((0.170, 0.28), (0.130, 0.22), (0.090, 0.27), (0.085, 0.38), (0.120, 0.45), (0.140, 0.46), (0.110, 0.48)),
        *((0.075, 0.58), (0.080, 0.70), (0.120, 0.74), (0.165, 0.68), (0.190, 0.56), (0.203, 0.53), (0.215, 0.67)),
        *((0.225, 0.70), (0.240, 0.56), (0.250, 0.53), (0.265, 0.56), (0.300, 0.55), (0.285, 0.54), (0.270, 0.62)),
        *((0.280, 0.70), (0.300, 0.66), (0.312, 0.55), (0.315, 0.66), (0.330, 0.70), (0.350, 0.64)),
    ],
    [
        *((0.500, 0.26), (0.460, 0.20), (0.420, 0.25), (0.415, 0.37), (0.450, 0.44), (0.470, 0.45), (0.440, 0.47)),
        *((0.405, 0.57), (0.410, 0.70), (0.450, 0.74), (0.495, 0.68), (0.515, 0.57), (0.528, 0.52), (0.538, 0.57)),
        *((0.553, 0.55), (0.558, 0.64), (0.570, 0.70), (0.592, 0.63), (0.615, 0.42), (0.620, 0.28), (0.608, 0.25)),
        *((0.600, 0.40), (0.600, 0.61), (0.614, 0.71), (0.640, 0.65), (0.664, 0.58), (0.664, 0.53), (0.650, 0.55)),
        *((0.648, 0.66), (0.666, 0.71), (0.700, 0.68), (0.760, 0.58), (0.850, 0.48)),
    ],
]
# The field takes only so many points in a second.
PEN_STROKES = f"""
    (async () => {{
        const canvas = document.querySelector(".modal canvas.o_web_sign_signature");
        const {{ left, top, width, height }} = canvas.getBoundingClientRect();
        const report = (type, [x, y], buttons = 1) => {{
            canvas.dispatchEvent(new PointerEvent(type, {{
                bubbles: true, isPrimary: true, buttons, clientX: left + width * x, clientY: top + height * y,
            }}));
            return new Promise((resolve) => setTimeout(resolve, 30));
        }};
        for (const stroke of {json.dumps(SIGNATURE)}) {{
            await report("pointerdown", stroke[0]);
            for (const point of stroke.slice(1)) {{
                await report("pointermove", point);
            }}
            await report("pointerup", stroke.at(-1), 0);
        }}
    }})()
"""
NOTEBOOK_WITH_MARGIN = "document.querySelector('.o_notebook').style.padding = '0 1rem 1rem'"
# Only on paper does the footer count pages.
WITHOUT_FOOTER = "document.querySelectorAll('.footer').forEach((footer) => footer.remove())"
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
        ("evaluate", PEN_STROKES),
        ("click", ".modal footer button.btn-primary:not(:disabled)"),
    )


APPLICATION = "/odoo/insurance-applications/{application_eva}"

PICTURES = (
    # What is asked, and who is forgotten
    Picture("sold-not-insured", "/odoo/sold-not-insured", size=(1400, 470)),
    Picture("vehicle-form", "/odoo/customer-vehicles/{vehicle_golf_sold}", size=(1280, 815)),
    Picture("decision", "/odoo/sale.order/{order_greta}", (press("action_confirm"),), DIALOG),
    Picture("invoice-with-shield", "/odoo/account.move/{invoice_eva}", size=(1280, 640)),
    Picture(
        "printed-note",
        "/report/html/account.report_invoice_with_payments/{invoice_anna}",
        (("evaluate", WITHOUT_FOOTER),),
        size=(803, 810),
    ),
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
        (
            ("click", "[data-menu-xmlid='dealer_insurance.menu_quick_query']"),
            write("zip", "51643"),
            write("city", "Gummersbach"),
            write("birth_year", "1984"),
            write("make", "Volkswagen"),
            write("model_name", "Golf"),
            write("hsn", "0603"),
            write("tsn", "BJM"),
            write("first_registration_date", "03.05.2019"),
        ),
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
    Picture(
        "data-passed-on",
        "/odoo/res.partner/{partner_frank}",
        (tab("evidence"), ("evaluate", NOTEBOOK_WITH_MARGIN)),
        ".o_notebook",
        (1280, 1500),
    ),
    Picture("handovers", "/odoo/insurance-handovers", size=(1500, 320)),
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
        size=(1280, 770),
    ),
    Picture("finalise", APPLICATION, (press("action_sign"),), DIALOG),
    Picture(
        "policy",
        APPLICATION,
        (press("action_finalise"), ("click", ".modal button[name=action_finalise]"), press("action_open_policy")),
        size=TALL,
    ),
    # What insurers send: the scheduled action has fetched it meanwhile
    Picture("inbox", "/odoo/insurance-inbox", (("find", ".o_data_row"),), size=(1400, 300)),
    Picture(
        "inbox-document",
        "/odoo/insurance-inbox",
        (("click", ".o_data_row td[name=category_name]"), ("wait", PDF_SHOWN, "the document is not shown")),
        size=(1400, 800),
    ),
    Picture("proposals", "/odoo/insurance-proposals", size=(1600, 300)),
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
        size=(1280, 900),
    ),
    # The contract book
    Picture("overview", "/odoo/insurance-overview", size=(1500, 520)),
    Picture("policies", "/odoo/insurance-policies", size=(1500, 540)),
    Picture("renew", "/odoo/insurance-policies/{policy_ines}", (press("action_renew"),), DIALOG),
    Picture("portal", "/de/my/insurances", login="clara", size=(1100, 400)),
    # Setting up
    Picture("connection-covercheck", "/odoo/insurance-connections/{connection_covercheck}", size=(1280, 750)),
    Picture("connection-wertgarantie", "/odoo/insurance-connections/{connection_wertgarantie}", size=(1280, 800)),
    Picture("connection-bipro", "/odoo/insurance-connections/{connection_bipro}", size=(1280, 1080)),
    Picture("settings", "/odoo/action-dealer_insurance.insurance_settings_action", size=(1280, 900)),
)
