import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";

const modal = (selector) => `.modal:not(.o_inactive_modal) ${selector}`;
const field = (name) => modal(`.o_field_widget[name=${name}]`);
const compare = { trigger: "button[name=action_compare_insurance]", run: "click" };
const handOver = { trigger: modal("footer button[name=action_hand_over]:visible"), run: "click" };
const mode = (value) => ({ trigger: `${field("mode")} input[data-value=${value}]`, run: "click" });
const type = (name, value) => ({
    trigger: `${field(name)} input`,
    run: `edit ${value} && click .modal-title`,
});
const shown = (value) => ({ trigger: `${field("preview")} td:contains(${value})` });

let opened = "";

/** A tour cannot follow a new tab: keep its address, and let the test go there. */
const catchNewTab = {
    trigger: modal("footer"),
    run: () => {
        opened = "";
        browser.open = (address) => {
            opened = address;
            return { closed: false };
        };
    },
};
const newTab = {
    trigger: "body:not(:has(.modal))",
    run: () => {
        if (!/^\/dealer_insurance\/handover\/[^/?#]+$/.test(opened.replace(location.origin, ""))) {
            throw new Error(`Not the page that leads to the portal: ${opened}`);
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

const tours = registry.category("web_tour.tours");

tours.add("dealer_insurance_covercheck_callback", {
    steps: () => [
        compare,
        { content: "Only what is missing is asked", trigger: field("birthdate_date") },
        { trigger: modal(".o_form_view:not(:has(.o_field_widget[name=street]))") },
        type("birthdate_date", "14.03.1984"),
        type("odometer", "51000"),
        shown("14.03.1984"),
        shown("51.000 km"),

        { content: "The customer signs", trigger: `${field("signature")} .o_signature`, run: "click" },
        { trigger: ".modal .o_web_sign_draw_button", run: "click" },
        { trigger: ".modal canvas.o_web_sign_signature", run: ({ anchor }) => draw(anchor) },
        { trigger: ".modal footer button.btn-primary:not(:disabled):not([name])", run: "click" },
        { trigger: `${field("signature")} img` },

        { content: "Nothing is ticked, so nobody may be called", ...handOver },
        { trigger: `${field("may_call_phone")} .border-danger` },
        { trigger: `${field("may_call_mobile")} input:not(:checked)`, run: "click" },
        { trigger: modal("[name=consent]:not(:has(.border-danger))") },
        shown("Mobil privat"),
        handOver,
        { content: "CoverCheck will call", trigger: ".o_notification:has(.bg-success)" },
        { trigger: "body:not(:has(.modal))" },
    ],
});

tours.add("dealer_insurance_covercheck_advice", {
    steps: () => [compare, mode("advice"), { trigger: `${field("preview")} table` }, catchNewTab, handOver, newTab],
});

tours.add("dealer_insurance_covercheck_anonymous", {
    steps: () => [
        { trigger: "[data-menu-xmlid='dealer_insurance.menu_quick_query']", run: "click" },
        type("zip", "51643"),
        type("city", "Gummersbach"),
        type("birth_year", "1984"),
        type("make", "Agger"),
        type("model_name", "Kombi"),
        type("hsn", "0603"),
        type("tsn", "BJM"),
        type("first_registration_date", "02.05.2019"),
        shown("Anonym-Nachname"),
        shown("01.07.1984"),
        catchNewTab,
        handOver,
        newTab,
    ],
});

tours.add("dealer_insurance_covercheck_registration_ready", {
    steps: () => [{ trigger: ".o_field_widget[name=evb_number] .o_clipboard_button" }],
});
