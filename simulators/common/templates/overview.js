const parts = [...document.querySelectorAll("[data-live]")].map((part) => part.id);
const shown = {};

async function refresh() {
    const answer = await fetch("/").catch(() => null);
    if (!answer || !answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const id of parts) {
        const content = fresh.getElementById(id).innerHTML;
        if (content === shown[id]) continue;
        const place = document.getElementById(id);
        const open = [...place.querySelectorAll("details[open]")].map((details) => details.id);
        place.innerHTML = shown[id] = content;
        for (const details of place.querySelectorAll("details")) details.open = open.includes(details.id);
    }
}

setInterval(refresh, 2000);
