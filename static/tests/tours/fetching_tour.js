import { rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("dealer_insurance_fetching", {
    steps: () => [
        { trigger: "button[name=action_fetch_now]", run: "click" },
        {
            content: "It is told that documents will be fetched; then the scheduled action has its turn",
            trigger: ".o_field_widget[name=bipro_progress] [role=status]",
            async run() {
                const [connection] = await rpc("/web/dataset/call_kw/insurance.connection/search_read", {
                    model: "insurance.connection",
                    method: "search_read",
                    args: [[["state", "=", "active"], ["provider", "=", "bipro"]], ["bipro_cron_id"]],
                    kwargs: {},
                });
                await rpc("/web/dataset/call_kw/ir.cron/method_direct_trigger", {
                    model: "ir.cron",
                    method: "method_direct_trigger",
                    args: [[connection.bipro_cron_id[0]]],
                    kwargs: {},
                });
            },
        },
        { content: "Nobody reloads", trigger: ".o_form_view:not(:has([name=bipro_progress] [role=status]))" },
        { trigger: ".o_field_widget[name=transfer_run_ids] .o_data_row [name=fetched]:contains(3)" },
    ],
});
