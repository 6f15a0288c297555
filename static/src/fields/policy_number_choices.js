import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const FITS_IN_BUTTONS = 6;

/** The numbers that an incomplete policy number may stand for; a click puts one in its place, with its insurer. */
export class PolicyNumberChoices extends Component {
    static template = "dealer_insurance.PolicyNumberChoices";
    static props = { ...standardFieldProps };

    get choices() {
        return this.props.record.data[this.props.name] || [];
    }

    get fitsInButtons() {
        return this.choices.length <= FITS_IN_BUTTONS;
    }

    choose({ number, insurer }) {
        return this.props.record.update({ number, insurer_id: insurer });
    }

    onChange(event) {
        return this.choose(this.choices[event.target.value]);
    }
}

registry.category("fields").add("policy_number_choices", {
    component: PolicyNumberChoices,
    supportedTypes: ["json"],
});
