import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

tours.add("dealer_insurance_gdv_import", {
    steps: () => [
        { trigger: "[data-menu-xmlid='dealer_insurance.menu_policies']", run: "click" },
        { trigger: "[data-menu-xmlid='dealer_insurance.menu_gdv_import']", run: "click" },
        { trigger: ".o_data_row:contains(bestand.gdv) td[name=name]", run: "click" },
        { trigger: ".o_form_view button[name=action_check]", run: "click" },
        { content: "What would happen", trigger: ".o_field_widget[name=new_count]:contains(1)" },
        { trigger: ".o_form_view button[name=action_view_findings]", run: "click" },
        { content: "What is odd", trigger: ".o_data_row:contains(Geburtsdatum)" },
        { trigger: ".breadcrumb-item a:contains(bestand.gdv), .o_breadcrumb a:contains(bestand.gdv)", run: "click" },
        { trigger: ".o_form_view button[name=action_start]", run: "click" },
        { content: "It goes on in the background", trigger: ".o_form_view button[name=action_stop]" },
    ],
});

tours.add("dealer_insurance_gdv_policy", {
    steps: () => [
        { content: "What was done", trigger: ".o_form_view .o_field_widget[name=results_text]:contains(1)" },
        { trigger: ".o_form_view button[name=action_view_policies]", run: "click" },
        { trigger: ".o_list_view .o_data_row:contains(Prüfstein) .o_data_cell[name=number]", run: "click" },
        { trigger: ".o_form_view a[name=covers]", run: "click" },
        { trigger: ".o_field_widget[name=cover_ids] .o_data_row:contains(Haftpflicht):contains(SF5)" },
        { content: "Another year", trigger: "button[name=action_renew]", run: "click" },
        { trigger: ".modal:not(.o_inactive_modal) .modal-footer button[name=action_renew]", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_form_view .o_field_widget[name=end_date]:contains(2026)" },
    ],
});
