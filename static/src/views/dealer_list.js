import { SIZES, utils } from "@web/core/ui/ui_service";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { listView } from "@web/views/list/list_view";
import { ListRenderer } from "@web/views/list/list_renderer";

/**
 * On a tablet, columns with `options="{'needs_room': true}"` are left out until the user chooses them;
 * they have to be optional for that.
 */
class DealerListRenderer extends ListRenderer {
    computeOptionalActiveFields() {
        const active = super.computeOptionalActiveFields();
        const chosen = browser.localStorage.getItem(this.keyOptionalFields) !== null;
        if (!chosen && utils.getSize() < SIZES.LG) {
            for (const { name, options } of this.allColumns) {
                if (options?.needs_room) {
                    active[name] = false;
                }
            }
        }
        return active;
    }
}

registry.category("views").add("dealer_list", { ...listView, Renderer: DealerListRenderer });
