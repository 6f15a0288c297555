import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { BooleanField, booleanField } from "@web/views/fields/boolean/boolean_field";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** Asks for the numbers that may be called, and does so in red once they were missed. */
class AskedNumbersField extends Component {
    static template = "dealer_insurance.AskedNumbersField";
    static props = { ...standardFieldProps, prompt: { type: String } };

    get isMissed() {
        return this.props.record.isFieldInvalid(this.props.name);
    }
}

registry.category("fields").add("asked_numbers", {
    component: AskedNumbersField,
    supportedTypes: ["char"],
    extractProps: ({ attrs }) => ({ prompt: attrs.placeholder }),
});

/**
 * A check box for a telephone number, the number being part of its label.
 *
 * It is framed in red when the form lacks the field `among`, in which the numbers ticked come together.
 */
class CallableNumberField extends BooleanField {
    static template = "dealer_insurance.CallableNumberField";
    static props = {
        ...BooleanField.props,
        among: { type: String },
        kind: { type: String },
        number: { type: String },
    };

    get number() {
        return this.props.record.data[this.props.number];
    }

    get isMissed() {
        return this.props.record.isFieldInvalid(this.props.among);
    }
}

registry.category("fields").add("callable_number", {
    ...booleanField,
    component: CallableNumberField,
    extractProps: ({ options, string }) => ({ among: options.among, kind: string, number: options.number }),
});
