import { registry } from "@web/core/registry";

/**
 * Presses the next button by itself: what takes two requests is one click to the person.
 *
 * Which one stands in the context, for that is the server's alone: the parameters of an action may come from
 * an address that somebody else has written.
 */
const goOn = (env, { context }) => {
    const next = context.insurance_go_on;
    return next && env.services.orm.call(next.model, next.button, [next.id]);
};

registry.category("actions").add("dealer_insurance.go_on", goOn);
