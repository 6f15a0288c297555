import { registry } from "@web/core/registry";
import { BadgeField } from "@web/views/fields/badge/badge_field";
import { SelectionField, selectionField } from "@web/views/fields/selection/selection_field";

const COLORS = { insured: "success", wanted: "info", later: "warning", open: "warning", declined: "danger" };

/** A coloured badge to read, a drop-down list to choose from. */
export class InsuranceDecisionField extends SelectionField {
    static template = "dealer_insurance.InsuranceDecisionField";
    static components = { ...SelectionField.components, BadgeField };

    get badgeProps() {
        const { name, record, readonly } = this.props;
        const color = COLORS[record.data[name]];
        return { name, record, readonly, decorations: color ? { [color]: "True" } : {} };
    }
}

registry.category("fields").add("insurance_decision", {
    ...selectionField,
    component: InsuranceDecisionField,
    supportedTypes: ["selection"],
});
