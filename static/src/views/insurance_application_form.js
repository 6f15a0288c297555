import { registry } from "@web/core/registry";
import { formView } from "@web/views/form/form_view";
import { FormController } from "@web/views/form/form_controller";

const CONTROLS = "input, textarea, select, button.o_input, .o_kanban_record";

export class InsuranceApplicationController extends FormController {
    async afterExecuteActionButton(clickParams) {
        await super.afterExecuteActionButton(clickParams);
        if (clickParams.name === "action_next") {
            this.focusMissing();
        }
    }

    /** The first field that keeps Next from going on: the cursor is there when its message is closed. */
    focusMissing() {
        const missing = this.model.root.data.missing.replace("offer_id", "offer_ids").split(",");
        const widgets = [...this.rootRef.el.querySelectorAll(".o_field_widget[name]")];
        const controls = widgets
            .filter((widget) => missing.includes(widget.getAttribute("name")))
            .map((widget) => widget.querySelector(CONTROLS));
        const [first] = controls.filter(Boolean);
        if (first) {
            first.disabled = false; // While a button works, all are disabled.
            first.focus();
        }
    }
}

registry.category("views").add("insurance_application_form", {
    ...formView,
    Controller: InsuranceApplicationController,
});
