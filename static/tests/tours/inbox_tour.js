import { registry } from "@web/core/registry";

const modal = (selector) => `.modal:not(.o_inactive_modal) ${selector}`;
const row = (text) => `.o_data_row:contains(${text})`;

function choose(field, text) {
    return [
        { trigger: `${field} input`, run: `edit ${text}` },
        { trigger: `.o-autocomplete--dropdown-item:not([id$=_loading]):contains(${text})`, run: "click" },
    ];
}

const openInbox = [
    { trigger: "[data-menu-xmlid='dealer_insurance.menu_documents']", run: "click" },
    { trigger: "[data-menu-xmlid='dealer_insurance.menu_inbox']", run: "click" },
];
const backToInbox = { trigger: ".o_breadcrumb .o_back_button, .breadcrumb-item.o_back_button a", run: "click" };

const tours = registry.category("web_tour.tours");

tours.add("dealer_insurance_inbox", {
    steps: () => [
        ...openInbox,
        { content: "One click where only one is possible", trigger: `${row("Nachbar")} button[name=action_assign_suggestion]`, run: "click" },
        { trigger: `.o_list_view:not(:has(${row("Nachbar")}))` },

        { content: "Read the letter beside what the insurer tells", trigger: `${row("111222333")} td[name=policy_number]`, run: "click" },
        { trigger: ".o_form_view .o_document_preview iframe[src*='pdfjs']" },
        { trigger: ".o_form_view button[name=action_choose]", run: "click" },
        ...choose(modal(".o_field_widget[name=policy_id]"), "30471100815"),
        { content: "It will be known next time", trigger: modal(".o_field_widget[name=numbers]:contains(111222333)") },
        { trigger: modal("footer button[name=action_assign]"), run: "click" },
        { trigger: ".o_form_view .o_field_widget[name=policy_id]:contains(30471100815)" },

        { content: "It proposes a change, and a person decides", trigger: ".o_field_widget[name=proposal_ids] .o_kanban_record:contains(GM-AB 987)" },
        { trigger: ".o_field_widget[name=proposal_ids] button[name=action_accept]", run: "click" },
        { trigger: ".o_field_widget[name=proposal_ids]:not(:has(button[name=action_accept]:visible))" },

        backToInbox,
        { content: "A policy nobody knew", trigger: `${row("30999888777")} td[name=policy_number]`, run: "click" },
        { trigger: ".o_form_view button[name=action_create_policy]", run: "click" },
        ...choose(modal(".o_field_widget[name=partner_id]"), "Erika Kunde"),
        { trigger: modal("footer .o_form_button_save"), run: "click" },
        { trigger: ".o_form_view:not(:has(.modal)) .o_field_widget[name=policy_id]:contains(30999888777)" },

        backToInbox,
        { content: "Everything has found its place", trigger: ".o_nocontent_help" },
    ],
});

tours.add("dealer_insurance_policy_number", {
    steps: () => [
        { trigger: ".o_form_view .o_field_widget[name=number] input", run: "edit 471100900 && click .oe_title label" },
        { trigger: ".o_field_widget[name=number_choices] button:contains(32 471100900)", run: "click" },
        { trigger: ".o_field_widget[name=insurer_id] input:value(KRAVAG-ALLGEMEINE)" },
        { trigger: ".o_form_view:not(:has(.o_field_widget[name=number_choices]:visible))" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_view .o_form_saved" },
    ],
});
