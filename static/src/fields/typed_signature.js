import { SignatureDialog } from "@web/core/signature/signature_dialog";
import { registry } from "@web/core/registry";
import { SignatureField, signatureField } from "@web/views/fields/signature/signature_field";

/** Who points at the field signs with the pen; who comes to it by the keyboard types the name, unless it is known. */
class TypedSignatureField extends SignatureField {
    static template = "dealer_insurance.TypedSignatureField";

    get label() {
        return this.props.record.fields[this.props.name].string;
    }

    onKeydown(event) {
        if (this.props.readonly || !["Enter", " "].includes(event.key)) {
            return;
        }
        event.preventDefault();
        if (this.props.fullName) {
            return this.onClickSignature();
        }
        this.dialogService.add(SignatureDialog, {
            defaultName: "",
            nameAndSignatureProps: {
                defaultFont: this.props.defaultFont,
                displaySignatureRatio: 3,
                noInputName: false,
                signatureType: this.props.type,
            },
            uploadSignature: (signature) => this.uploadSignature(signature),
        });
    }
}

registry.category("fields").add("typed_signature", {
    ...signatureField,
    additionalClasses: ["o_field_signature"],
    component: TypedSignatureField,
});
