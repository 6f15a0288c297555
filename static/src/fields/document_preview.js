import { Component, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** The documents of a record as tabs, the chosen one readable below, to be compared with what stands beside it. */
export class DocumentPreview extends Component {
    static template = "dealer_insurance.DocumentPreview";
    static props = { ...standardFieldProps };

    setup() {
        this.state = useState({ chosen: null });
    }

    get documents() {
        const list = this.props.record.data[this.props.name];
        return list.records.map(({ resId, data }) => ({
            id: resId,
            name: data.name,
            mimetype: data.mimetype || "",
            file: data.attachment_id ? `/web/content/${data.attachment_id.id}` : "",
            isCopy: Boolean(data.duplicate_of_id),
        }));
    }

    get shown() {
        return this.documents.find(({ id }) => id === this.state.chosen) || this.documents[0];
    }

    get pdfViewer() {
        return `/web/static/lib/pdfjs/web/viewer.html?file=${encodeURIComponent(this.shown.file)}`;
    }

    get isPdf() {
        return this.shown.mimetype === "application/pdf";
    }

    get isImage() {
        return this.shown.mimetype.startsWith("image/");
    }

    choose(id) {
        this.state.chosen = id;
    }
}

registry.category("fields").add("document_preview", {
    component: DocumentPreview,
    supportedTypes: ["one2many"],
    useSubView: false,
    relatedFields: [
        { name: "name", type: "char" },
        { name: "mimetype", type: "char" },
        { name: "attachment_id", type: "many2one", relation: "ir.attachment" },
        { name: "duplicate_of_id", type: "many2one", relation: "insurance.document" },
    ],
});
