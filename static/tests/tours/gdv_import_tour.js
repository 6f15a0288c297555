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
        { trigger: ".o_form_view a[name=covers]", run: "click" },
        { trigger: ".o_field_widget[name=cover_ids] .o_data_row:contains(Haftpflicht):contains(SF5)" },
        { content: "Another year", trigger: "button[name=action_renew]", run: "click" },
        { trigger: ".modal:not(.o_inactive_modal) .o_form_view" },
        { trigger: ".modal .modal-footer .o_form_button_cancel, .modal .modal-footer button[special=cancel]", run: "click" },
        { trigger: "body:not(:has(.modal))" },
    ],
});
