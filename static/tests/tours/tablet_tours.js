import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";

const DIALOG = ".modal:not(.o_inactive_modal)";
const modal = (selector) => `${DIALOG} ${selector}`;
const field = (name) => modal(`.o_field_widget[name=${name}]`);
const click = (trigger) => ({ trigger, run: "click" });
const noDialog = { trigger: "body:not(:has(.modal))" };

const isShown = (element) => element.checkVisibility({ visibilityProperty: true });
const words = (element) => (element.innerText || element.getAttribute("aria-label") || element.title || "").trim();

function demand(what, culprits) {
    if (culprits.length) {
        throw new Error(`${what}: ${culprits.map((element) => element.outerHTML.slice(0, 150)).join("\n")}`);
    }
}

/** Only sideways: one expects to scroll down. */
function isCutOff(element) {
    const { left, right } = element.getBoundingClientRect();
    return left < -1 || right > window.innerWidth + 1;
}

const isNamed = (input) =>
    input.labels?.length || ["aria-label", "aria-labelledby", "title"].some((name) => input.getAttribute(name));

/** Nothing that counts is out of sight sideways, the buttons are on the screen, and all has a name that can be read out. */
function inspect(root, buttons) {
    const shown = (selector) => [...root.querySelectorAll(selector)].filter(isShown);
    demand("Beyond the edge", shown(".o_field_widget, .o_form_label, button, td").filter(isCutOff));
    demand(
        "Scrolls sideways",
        [root, ...shown(".modal-body, .o_content, .o_form_sheet, .o_list_renderer")].filter(
            (element) =>
                element.scrollWidth > element.clientWidth + 1 &&
                ["auto", "scroll"].includes(getComputedStyle(element).overflowX)
        )
    );
    demand(
        "Button below the screen",
        shown(buttons).filter((button) => button.getBoundingClientRect().bottom > window.innerHeight)
    );
    demand("Input without a name", shown("input:not([type=hidden]), textarea, select").filter((one) => !isNamed(one)));
    demand(
        "Button without a name", // the web client's own for copying and for columns have none
        shown("button:not(.o_clipboard_button, .o_optional_columns_dropdown button)").filter(
            (button) => !words(button) && ![...button.querySelectorAll("[title], [aria-label]")].some(words)
        )
    );
}

const dialogFits = {
    content: "The dialog fits the tablet",
    trigger: modal("footer"),
    run: () => inspect(document.querySelector(`${DIALOG} .modal-content`), "footer button"),
};
const formFits = {
    content: "The form fits the tablet",
    trigger: ".o_form_view .o_form_renderer",
    run: () => inspect(document.querySelector(".o_form_view .o_form_renderer"), ".o_statusbar_buttons button"),
};
const listFits = {
    content: "The list fits the tablet",
    trigger: ".o_list_view .o_data_row",
    run: () => inspect(document.querySelector(".o_list_view .o_list_renderer table"), "none"),
};

/** By the keyboard alone: from wherever one is. */
const tabTo = (selector) => ({
    content: `Tab leads to ${selector}`,
    trigger: selector,
    async run({ press }) {
        for (let times = 0; times < 80 && !document.activeElement.matches(selector); times++) {
            await press("Tab");
        }
        if (!document.activeElement.matches(selector)) {
            throw new Error(`Tab does not lead to ${selector}`);
        }
    },
});
const type = (selector, text) => [
    tabTo(selector),
    {
        content: `Type ${text}`,
        trigger: selector,
        async run({ press }) {
            document.activeElement.select?.();
            for (const letter of text) {
                await press(letter);
                await new Promise(requestAnimationFrame); // nobody types faster than the page is drawn
            }
        },
    },
];
const press = (key, trigger = "body") => ({ trigger, run: `press ${key}` });
const fill = (name, text) => [...type(`${field(name)} input`, text), press("Tab")];
const tick = (name) => [tabTo(`${field(name)} input`), press("Space"), { trigger: `${field(name)} input:checked` }];
const confirm = press("Alt+q", modal("footer button[data-hotkey=q]:visible:not(:disabled)"));

/** A tour cannot follow a new tab: keep its address. */
const catchNewTab = {
    trigger: "body",
    run: () => {
        browser.open = (address) => {
            document.body.dataset.opened = address;
            return { closed: false };
        };
    },
};

const tours = registry.category("web_tour.tours");
const compare = click("button[name=action_compare_insurance]");

tours.add("dealer_insurance_tablet_callback", {
    steps: () => [
        compare,
        dialogFits,
        ...fill("birthdate_date", "14.03.1984"),
        ...fill("odometer", "51000"),
        ...tick("may_call_phone"),
        ...tick("may_call_mobile"),
        tabTo(`${field("signature")} .o_signature`),
        press("Enter"),
        ...type(".modal input[name=signer]", "Karl Kiefer"),
        tabTo(".modal footer button.btn-primary:not([name])"),
        press("Enter"),
        { trigger: `${field("signature")} img.o_signature` },
        dialogFits,
        confirm,
        { trigger: ".o_notification:has(.bg-success)" },
        noDialog,
    ],
});

tours.add("dealer_insurance_tablet_advice", {
    steps: () => [
        compare,
        click(`${field("mode")} input[data-value=advice]`),
        { trigger: `${field("preview")} table` },
        dialogFits,
        catchNewTab,
        confirm,
        { trigger: "body[data-opened*='/dealer_insurance/handover/']:not(:has(.modal))" },
    ],
});

tours.add("dealer_insurance_tablet_anonymous", {
    steps: () => [
        compare,
        click(`${field("mode")} input[data-value=anonymous]`),
        ...fill("zip", "51643"),
        ...fill("city", "Gummersbach"),
        ...fill("birth_year", "1984"),
        ...fill("odometer", "51000"),
        { trigger: `${field("preview")} td:contains(01.07.1984)` },
        dialogFits,
        catchNewTab,
        confirm,
        { trigger: "body[data-opened*='/dealer_insurance/handover/']:not(:has(.modal))" },
    ],
});

tours.add("dealer_insurance_tablet_consent", {
    steps: () => [
        click(".o_notebook a[name=evidence]"),
        click(".o_notebook button:contains(Einwilligung)"),
        { trigger: field("wording") },
        click(`${field("manner")} input[data-value=oral]`),
        dialogFits,
        ...tick("phone_private"),
        confirm,
        noDialog,
        { trigger: ".o_field_widget[name=consent_ids] .o_data_row" },
    ],
});

tours.add("dealer_insurance_tablet_finalise", {
    steps: () => [
        formFits,
        press("Alt+q", ".o_statusbar_buttons button[name=action_finalise]"),
        { trigger: modal("footer button[name=action_finalise]:visible") },
        dialogFits,
        confirm,
        { trigger: modal(".alert-success") },
        dialogFits,
        confirm,
        { trigger: ".o_form_view .o_field_widget[name=number]" },
        formFits,
    ],
});

tours.add("dealer_insurance_tablet_decision", {
    steps: () => [
        click(".o_statusbar_buttons button[name=action_confirm]:not(:disabled)"),
        { trigger: field("answer") },
        dialogFits,
        tabTo(`${field("answer")} input`),
        click(`${field("answer")} input:focus`), // as the space bar does in a browser
        { trigger: `${field("line_ids")} .o_data_row .badge` },
        confirm,
        noDialog,
        { trigger: ".o_statusbar_buttons:not(:has(button[name=action_confirm]))" },
    ],
});

tours.add("dealer_insurance_tablet_policy_end", {
    steps: () => [
        formFits,
        click(".o_statusbar_buttons button[name=action_cancel]"),
        { trigger: field("reason") },
        dialogFits,
        ...fill("reason", "verkauft"),
        confirm,
        noDialog,
    ],
});

tours.add("dealer_insurance_tablet_renewal", {
    steps: () => [
        click(".o_statusbar_buttons button[name=action_renew]"),
        click(`${field("manner")} input[data-value=replace]`),
        { trigger: field("number") },
        dialogFits,
        ...fill("number", "0815"),
        confirm,
        { trigger: "body:not(:has(.modal)) .o_field_widget[name=number] input:value('0815')" },
    ],
});

tours.add("dealer_insurance_tablet_deep_link", {
    steps: () => [
        catchNewTab,
        click("button[name=action_open_at_insurer]"),
        { trigger: modal("button[name=action_open]") },
        dialogFits,
        tabTo(modal(".o_kanban_record")),
        press("Enter"),
        { trigger: "body[data-opened^='https://portal.example.com/extranet/']:not(:has(.modal))" },
    ],
});

tours.add("dealer_insurance_tablet_deep_link_search", {
    steps: () => [
        catchNewTab,
        click("button[name=action_open_at_insurer]"),
        { trigger: modal("footer button[name=action_search]") },
        dialogFits,
        confirm,
        { trigger: "body[data-opened^='https://portal.example.com/extranet/']:not(:has(.modal))" },
    ],
});

tours.add("dealer_insurance_tablet_assignment", {
    steps: () => [
        listFits,
        click(".o_data_row td[name=policy_number]"),
        click(".o_form_view button[name=action_choose]"),
        dialogFits,
        ...type(`${field("policy_id")} input`, "30471100815"),
        { trigger: ".o-autocomplete--dropdown-item:not([id$=_loading]):contains(30471100815)" },
        press("Enter"),
        { trigger: `${field("partner_id")}:contains(Erika Kunde)` },
        dialogFits,
        confirm,
        noDialog,
        formFits,
    ],
});

tours.add("dealer_insurance_tablet_gdv_import", {
    steps: () => [
        formFits,
        press("Alt+q", ".o_statusbar_buttons button[name=action_check]"),
        { trigger: ".o_field_widget[name=new_count]:contains(1)" },
        formFits,
        press("Alt+q", ".o_statusbar_buttons button[name=action_start]"),
        { trigger: ".o_form_view button[name=action_stop]" },
    ],
});

tours.add("dealer_insurance_tablet_connection", {
    steps: () => [
        formFits,
        click(".o_field_widget[name=name] input"),
        ...type(".o_field_widget[name=name] input", "tresen"),
        tabTo(".o_field_widget[name=recipient_name] input, .o_field_widget[name=recipient_name] textarea"),
        click(".o_form_button_save"),
        { trigger: ".o_form_view .o_form_saved" },
        formFits,
    ],
});
