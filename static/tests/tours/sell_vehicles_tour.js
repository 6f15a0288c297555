import { registry } from "@web/core/registry";

const DECISIONS = ["insured", "wanted", "later", "declined"];
const modal = (selector) => `.modal:not(.o_inactive_modal) ${selector}`;

function choose(field, text) {
    return [
        { trigger: `${field} input`, run: `edit ${text}` },
        { trigger: `.o-autocomplete--dropdown-item:not([id$=_loading]):contains("${text}")`, run: "click" },
    ];
}

function addLine(product) {
    return [
        {
            trigger: ".o_field_widget[name=order_line]:not(:has(.o_selected_row)) .o_field_x2many_list_row_add > :first-child",
            run: "click",
        },
        ...choose(".o_selected_row .o_field_widget[name=product_template_id]", product),
        { content: "What the product brings along is there", trigger: ".o_selected_row [name=price_subtotal]:contains(20.000)" },
    ];
}

function decide(row, decision) {
    const line = modal(`.o_field_widget[name=line_ids] .o_data_row:eq(${row})`);
    return [
        { trigger: `${line} .o_data_cell[name=decision]`, run: "click" },
        { trigger: modal(".o_selected_row .o_field_widget[name=decision] .o_select_menu_toggler"), run: "click" },
        { trigger: `.o_select_menu_item[data-choice-index='${DECISIONS.indexOf(decision)}']`, run: "click" },
    ];
}

const leaveRow = { trigger: ".o_notebook .nav-link.active", run: "click" };
const apply = { trigger: modal("footer button[name=action_apply]"), run: "click" };
const noDialog = { trigger: "body:not(:has(.modal))" };

/** Labels are German here, so that the steps go by names; data comes from the Python test. */
registry.category("web_tour.tours").add("dealer_insurance_sell_vehicles", {
    steps: () => [
        ...choose(".o_field_widget[name=partner_id]", "Kunde"),

        { content: "A car from stock", trigger: ".o_field_widget[name=order_line]" },
        ...addLine("New Car"),
        ...choose(".o_selected_row .o_field_widget[name=vehicle_id]", "GM-AB 123"),
        leaveRow,

        { content: "A car entered on the line", trigger: ".o_field_widget[name=order_line] .o_data_row" },
        ...addLine("New Car"),
        { trigger: ".o_selected_row .o_field_widget[name=vehicle_id] input", run: "edit GM-XY 9" },
        { trigger: ".o_m2o_dropdown_option_create_edit > a", run: "click" },
        { trigger: modal(".o_field_widget[name=license_plate] input"), run: "edit gm-xy9" },
        { trigger: modal(".o_field_widget[name=vin_sn] input"), run: "edit wvwzzz1jzxw999999" },
        { trigger: modal(".o_form_button_save"), run: "click" },
        noDialog,
        leaveRow,

        {
            content: "Confirming asks about insurance",
            trigger: ".o_statusbar_buttons button[name=action_confirm]:not(:disabled)",
            run: "click",
        },
        ...decide(0, "declined"),
        ...decide(1, "insured"),
        apply,
        noDialog,
        { trigger: ".o_statusbar_status button[data-value=sale].o_arrow_button_current" },

        { content: "Invoice it", trigger: "button#create_invoice", run: "click" },
        { trigger: modal("button[name=create_invoices]"), run: "click" },
        {
            content: "All is decided: posting asks nothing",
            trigger: ".o_statusbar_buttons button[name=action_post]",
            run: "click",
        },
        { trigger: ".o_statusbar_status button[data-value=posted].o_arrow_button_current" },

        {
            content: "Open the decisions from the invoice",
            trigger: "button[name=action_decide_insurance]",
            run: "click",
        },
        { trigger: modal(".o_field_widget[name=line_ids] .o_data_row:eq(0) .text-bg-danger") },
        { trigger: modal(".o_field_widget[name=line_ids] .o_data_row:eq(1) .text-bg-success") },
        ...decide(0, "wanted"),
        apply,
        noDialog,
    ],
});
