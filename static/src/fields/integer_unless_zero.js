import { registry } from "@web/core/registry";
import { IntegerField, integerField } from "@web/views/fields/integer/integer_field";

/** A number that nobody has entered yet is no 0: the field is empty, so that its placeholder can be read. */
class IntegerUnlessZeroField extends IntegerField {
    get value() {
        return super.value || false;
    }
}

registry.category("fields").add("integer_unless_zero", { ...integerField, component: IntegerUnlessZeroField });
