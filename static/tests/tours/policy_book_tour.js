import { registry } from "@web/core/registry";

const modal = (selector) => `.modal:not(.o_inactive_modal) ${selector}`;

registry.category("web_tour.tours").add("dealer_insurance_policy_book", {
    steps: () => [
        { content: "The overview counts what ends soon", trigger: ".o_kanban_record:has(.text-danger):contains('30')", run: "click" },
        { trigger: ".o_list_view .o_data_cell[name=partner_id]:contains('Erika Kunde')", run: "click" },
        { trigger: "button[name=action_renew]", run: "click" },
        { trigger: modal(".o_field_widget[name=premium] input"), run: "edit 480,00" },
        { trigger: modal("button[name=action_renew]"), run: "click" },
        { trigger: "body:not(:has(.modal)) .o_field_widget[name=premium] input:value('480,00')" },
        { content: "Back at the overview, nothing ends any more", trigger: ".o_menu_sections [data-menu-xmlid='dealer_insurance.menu_overview']", run: "click" },
        { trigger: ".o_kanban_record:has(.text-muted):contains('30')" },
    ],
});

registry.category("web_tour.tours").add("dealer_insurance_policy_replaced", {
    steps: () => [
        { trigger: "button[name=action_renew]", run: "click" },
        { trigger: modal(".o_field_widget[name=manner] input[data-value=replace]"), run: "click" },
        { trigger: modal(".o_field_widget[name=number] input"), run: "edit 0815" },
        { trigger: modal("button[name=action_renew]"), run: "click" },
        { trigger: "body:not(:has(.modal)) .o_field_widget[name=number] input:value('0815')" },
        { trigger: ".o_field_widget[name=former_policy_id]" },
    ],
});
