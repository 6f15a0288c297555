async function refresh() {
    const answer = await fetch("/").catch(() => null);
    if (!answer || !answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const place of document.querySelectorAll(".live")) {
        const content = fresh.getElementById(place.id).innerHTML;
        if (content !== place.innerHTML) place.innerHTML = content;
    }
}

setInterval(refresh, 2000);
