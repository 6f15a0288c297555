import { Component, useEffect } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const LOOKED_EVERY = 2000;

/** How far something in the background is; while there is something to tell, the record is read again and again. */
export class ProgressThatMoves extends Component {
    static template = "dealer_insurance.ProgressThatMoves";
    static props = { ...standardFieldProps };

    setup() {
        useEffect(
            (isWatched) => {
                const timer = isWatched && setInterval(() => this.look(), LOOKED_EVERY);
                return () => clearInterval(timer);
            },
            () => [Boolean(this.text)]
        );
    }

    get text() {
        return this.props.record.data[this.props.name];
    }

    /** Not while somebody types: that would be lost. */
    async look() {
        const record = this.props.record;
        if (!(await record.isDirty())) {
            await record.load();
        }
    }
}

registry.category("fields").add("progress_that_moves", {
    component: ProgressThatMoves,
    supportedTypes: ["char"],
});
