import { registry } from "@web/core/registry";
import { RadioField, radioField } from "@web/views/fields/radio/radio_field";

/** Radio buttons for the values alone that another field of the record lists, and the chosen one. */
export class OfferedRadioField extends RadioField {
    static props = { ...RadioField.props, offered: { type: String } };

    get items() {
        const offered = this.props.record.data[this.props.offered] || [];
        return super.items.filter(([value]) => value === this.value || offered.includes(value));
    }
}

registry.category("fields").add("offered_radio", {
    ...radioField,
    component: OfferedRadioField,
    supportedTypes: ["selection"],
    extractProps: (fieldInfo, dynamicInfo) => ({
        ...radioField.extractProps(fieldInfo, dynamicInfo),
        offered: fieldInfo.options.offered,
    }),
});
