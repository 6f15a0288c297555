import { registry } from "@web/core/registry";
import { BadgeField } from "@web/views/fields/badge/badge_field";
import { SelectionField, selectionField } from "@web/views/fields/selection/selection_field";

/** A coloured badge to read, a drop-down list to choose from. */
export class InsuranceDecisionField extends SelectionField {
    static template = "dealer_insurance.InsuranceDecisionField";
    static components = { ...SelectionField.components, BadgeField };
    static props = { ...SelectionField.props, decorations: { type: Object, optional: true } };

    get badgeProps() {
        const { name, record, readonly, decorations } = this.props;
        return { name, record, readonly, decorations };
    }
}

export const insuranceDecisionField = {
    ...selectionField,
    component: InsuranceDecisionField,
    supportedTypes: ["selection"],
    extractProps: (fieldInfo, dynamicInfo) => ({
        ...selectionField.extractProps(fieldInfo, dynamicInfo),
        decorations: fieldInfo.decorations,
    }),
};

registry.category("fields").add("insurance_decision", insuranceDecisionField);
