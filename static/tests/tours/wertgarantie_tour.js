import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";

const modal = (selector) => `.modal:not(.o_inactive_modal) ${selector}`;
const press = (name) => ({ trigger: `.o_statusbar_buttons button[name=${name}]:not(:disabled)`, run: "click" });
const widget = (name) => `.o_insurance_application .o_field_widget[name=${name}]`;
const choose = (name, value) => ({ trigger: `${widget(name)} input[data-value=${value}]`, run: "click" });
const tick = (name) => ({ trigger: `${widget(name)} input[type=checkbox]`, run: "click" });
const type = (name, value) => ({ trigger: `${widget(name)} input`, run: `edit ${value}` });
/** The step's own part of the form stands there only while it is the turn of that step. */
const at = (step) => ({ content: `Step ${step}`, trigger: `.o_insurance_application div[name=${step}]` });

let opened = "";

/** A tour cannot follow a new tab: keep its address. */
const catchNewTab = {
    trigger: "body",
    run: () => {
        opened = "";
        browser.open = (address) => {
            opened = address;
            return { closed: false };
        };
    },
};
const newTab = {
    trigger: ".o_insurance_application .o_statusbar_buttons:not(:has(button:disabled))",
    run: () => {
        if (!/\/web\/content\/\d+/.test(opened)) {
            throw new Error(`Not a paper: ${opened}`);
        }
    },
};

/** A stroke of the pen, as the pointer reports it. */
function draw(canvas) {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    const report = (type, x, y, buttons = 1) =>
        canvas.dispatchEvent(
            new PointerEvent(type, {
                bubbles: true,
                isPrimary: true,
                buttons,
                clientX: left + width * x,
                clientY: top + height * y,
            })
        );
    report("pointerdown", 0.2, 0.6);
    report("pointermove", 0.4, 0.3);
    report("pointermove", 0.6, 0.7);
    report("pointerup", 0.7, 0.5, 0);
}

const sign = [
    { content: "The customer signs", trigger: `${widget("signature")} .o_signature`, run: "click" },
    { trigger: modal(".o_web_sign_draw_button"), run: "click" },
    { trigger: modal("canvas.o_web_sign_signature"), run: ({ anchor }) => draw(anchor) },
    { trigger: modal("footer button.btn-primary:not(:disabled)"), run: "click" },
    { trigger: `${widget("signature")} img.o_signature` },
];

/** Labels are German here, so that the steps go by names; data comes from the Python test. */
const fromObjectToPolicy = [
    at("object"),
    press("action_next"),
    at("check"),
    press("action_next"),
    { content: "Something is missing", trigger: modal("footer button:visible"), run: "click" },
    { content: "The cursor is there", trigger: `${widget("battery_number")} input:focus` },
    type("battery_number", "AK4711"),
    press("action_next"),
    at("tariff"),
    { trigger: ".o_insurance_offers .o_kanban_record:first button[name=action_choose]", run: "click" },
    { trigger: ".o_insurance_offers .o_kanban_record:first .fa-check-circle" },
    tick("has_immediate_cover"),
    catchNewTab,
    { trigger: ".o_insurance_offers .o_kanban_record:first button[name=action_open_ipid]", run: "click" },
    newTab,
    { content: "The form is read anew, with the papers", trigger: `${widget("document_ids")} .o_data_row` },
    tick("is_ipid_handed_over"),
    press("action_next"),
    at("vehicle"),
    choose("leasing", "no"),
    tick("has_approved_lock"),
    press("action_next"),
    at("customer"),
    type("iban", "DE02120300000000202051"),
    press("action_back"),
    at("vehicle"),
    press("action_next"),
    at("customer"),
    press("action_next"),
    at("send"),
    catchNewTab,
    press("action_print"),
    at("sign"),
    newTab,
    ...sign,
    press("action_sign"),
    { content: "Finalise", trigger: modal("footer button[name=action_finalise]:visible"), run: "click" },
    { content: "Taken", trigger: modal(".alert-success") },
    { trigger: modal("footer button[name=action_open_policy]:visible"), run: "click" },
    { content: "The policy", trigger: ".o_form_view .o_field_widget[name=number]" },
];

const tours = registry.category("web_tour.tours");

tours.add("dealer_insurance_wertgarantie_invoice", {
    steps: () => [
        { trigger: ".o_field_widget[name=invoice_line_ids] button[name=action_insure]", run: "click" },
        ...fromObjectToPolicy,
    ],
});

tours.add("dealer_insurance_wertgarantie_tablet", {
    steps: () => [{ trigger: "button[name=action_insure]", run: "click" }, ...fromObjectToPolicy],
});
