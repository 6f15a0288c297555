import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";

const modal = (selector) => `.modal:not(.o_inactive_modal) ${selector}`;

/** Notes what would open in a new tab, for addresses of insurers lead out of this machine. */
const watchTabs = {
    trigger: ".o_form_view",
    run() {
        browser.open = (address) => {
            document.body.dataset.opened = address;
            return { closed: false };
        };
    },
};
const openAtInsurer = { trigger: "button[name=action_open_at_insurer]", run: "click" };

registry.category("web_tour.tours").add("dealer_insurance_deep_link", {
    steps: () => [
        watchTabs,
        openAtInsurer,
        { content: "The insurer offers several places", trigger: modal("button[name=action_open]:contains(Schaden melden)"), run: "click" },
        { trigger: "body:not(:has(.modal))[data-opened^='https://portal.example.com/extranet/011']" },
    ],
});

registry.category("web_tour.tours").add("dealer_insurance_deep_link_search", {
    steps: () => [
        watchTabs,
        openAtInsurer,
        { content: "The number is not complete", trigger: modal(".o_field_widget[name=license_plate]:contains(GM-AB 123)") },
        { trigger: modal("button[name=action_search]"), run: "click" },
        { trigger: "body:not(:has(.modal))[data-opened^='https://portal.example.com/extranet/028']" },
    ],
});

registry.category("web_tour.tours").add("dealer_insurance_deep_link_portal", {
    steps: () => [
        watchTabs,
        openAtInsurer,
        { trigger: ".o_notification:contains(30471100815)" },
        { trigger: "body[data-opened='https://online.example.com/broker']" },
    ],
});
