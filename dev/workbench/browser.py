"""A headless Chromium driven over its DevTools protocol (runs in Odoo's virtual environment)."""

import argparse
import base64
import itertools
import json
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from . import settings
from .say import Failed

DOTS_PER_PIXEL = 2  # as on a good screen, so that pictures stay sharp when they are printed or zoomed
EDGE = 2  # of a part: its outermost rows belong by halves to what is behind it
LANGUAGE = "de-DE"
QUIET_MILLISECONDS = 400  # this long without a request means that a page has come to rest

COUNT_REQUESTS = """
    window.pendingRequests = 0; window.lastRequest = Date.now();
    const begin = () => { window.pendingRequests++; window.lastRequest = Date.now(); };
    const end = () => { window.pendingRequests--; window.lastRequest = Date.now(); };
    const fetched = window.fetch;
    window.fetch = (...args) => { begin(); return fetched(...args).finally(end); };
    const send = XMLHttpRequest.prototype.send;
    XMLHttpRequest.prototype.send = function (...args) {
        begin(); this.addEventListener("loadend", end); return send.apply(this, args);
    };
"""
AT_REST = f"""
    document.readyState === "complete" && window.pendingRequests === 0
    && Date.now() - window.lastRequest > {QUIET_MILLISECONDS}
    && !document.querySelector(".o_loading_indicator, .o_blockUI")
    && (!document.querySelector("body.o_web_client") || !!document.querySelector(".o_action_manager > *"))
"""
FIND = """
    (target) => {
        if (!target.startsWith("text=")) return document.querySelector(target);
        const text = target.slice(5);
        const all = [...document.querySelectorAll("button, a, .nav-link, .dropdown-item, label, [role=button], td, span")];
        const shown = all.filter((element) => element.offsetParent !== null);
        return shown.find((element) => element.innerText.trim() === text)
            || shown.find((element) => element.innerText.includes(text));
    }
"""


class Tab:
    """One page of the browser."""

    def __init__(self, websocket, timeout):
        self.websocket = websocket
        self.timeout = timeout
        self.numbers = itertools.count(1)

    def call(self, method, **parameters):
        number = next(self.numbers)
        self.websocket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            answer = json.loads(self.websocket.recv())
            if answer.get("id") == number:
                if "error" in answer:
                    raise Failed(f"The browser refused {method}: {answer['error'].get('message')}")
                return answer["result"]

    def evaluate(self, expression):
        answer = self.call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            raise Failed(f"The page failed: {details.get('exception', {}).get('description', details['text'])}")
        return answer["result"].get("value")

    def wait(self, expression, meaning):
        end = time.monotonic() + self.timeout
        while time.monotonic() < end:
            try:
                if self.evaluate(expression):
                    return
            except Failed:  # the page was just being replaced
                pass
            time.sleep(0.1)
        raise Failed(f"After {self.timeout} seconds {meaning} (address: {self.evaluate('location.href')}).")

    def rest(self):
        self.wait(AT_REST, "the page still loads")

    def open(self, url):
        self.call("Page.navigate", url=url)
        self.rest()

    def log_in(self, base, login, password):
        self.open(f"{base}/web/login?redirect=/robots.txt")
        if not self.evaluate("!!document.querySelector('input[name=login]')"):
            raise Failed(f"{base} shows no login form: is the demo running (`make demo`)?")
        self.evaluate(
            f"""(() => {{
                document.querySelector('input[name=login]').value = {json.dumps(login)};
                document.querySelector('input[name=password]').value = {json.dumps(password)};
                document.querySelector('form.oe_login_form, form[action*="/web/login"]').submit();
            }})()"""
        )
        self.wait(
            "!document.querySelector('input[name=password]') || !!document.querySelector('.alert-danger')",
            "the login hangs",
        )
        if self.evaluate("!!document.querySelector('.alert-danger')"):
            raise Failed(f"{base} refused the login {login}.")

    def ask(self, path, **parameters):
        """The result of a JSON call, as the user who is logged in."""
        return self.evaluate(
            f"""(async () => (await (await fetch({json.dumps(path)}, {{
                method: "POST", headers: {{"Content-Type": "application/json"}},
                body: JSON.stringify({{jsonrpc: "2.0", method: "call", params: {json.dumps(parameters)}}}),
            }})).json()).result)()"""
        )

    def call_model(self, model, method, *arguments, **keywords):
        return self.ask("/web/dataset/call_kw", model=model, method=method, args=arguments, kwargs=keywords)

    def speak(self, language):
        """Set the user's own language; returns the earlier one."""
        session = self.ask("/web/session/get_session_info")
        earlier = session["user_context"]["lang"]
        if earlier != language:
            self.call_model("res.users", "write", [session["uid"]], {"lang": language})
        return earlier

    def find(self, target):
        self.wait(f"!!({FIND})({json.dumps(target)})", f"nothing on the page matches {target!r}")

    def click(self, target):
        self.find(target)
        self.evaluate(f"({FIND})({json.dumps(target)}).click()")
        self.rest()

    def fill(self, target, value):
        self.find(target)
        self.evaluate(f"(() => {{ const e = ({FIND})({json.dumps(target)}); e.focus(); e.select && e.select(); }})()")
        self.call("Input.insertText", text=value)
        self.evaluate(f"({FIND})({json.dumps(target)}).dispatchEvent(new Event('change', {{bubbles: true}}))")
        self.rest()

    def resize(self, width, height):
        size = {"width": width, "height": height, "deviceScaleFactor": DOTS_PER_PIXEL}
        self.call("Emulation.setDeviceMetricsOverride", mobile=False, **size)

    def prefer(self, language):
        """What the browser says its user speaks: to servers, and to programs such as the PDF viewer."""
        agent = self.call("Browser.getVersion")["userAgent"]
        self.call("Emulation.setUserAgentOverride", userAgent=agent, acceptLanguage=language)

    def screenshot(self, path, whole_page=False, part=""):
        """Write a PNG of the window, of the whole page, or of the first element that matches the selector `part`.

        Behind round corners one would see what lies behind: a part loses them.
        """
        clip = {"clip": self._place_of(part)} if part else {}
        answer = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=whole_page, **clip)
        Path(path).write_bytes(base64.b64decode(answer["data"]))

    def _place_of(self, selector):
        self.find(selector)
        place = self.evaluate(
            f"""(() => {{
                const part = document.querySelector({json.dumps(selector)});
                [part, ...part.children].forEach((element) => {{ element.style.borderRadius = 0; }});
                const {{ x, y, width, height }} = part.getBoundingClientRect();
                return {{
                    x: x + {EDGE}, y: y + {EDGE}, width: width - 2 * {EDGE}, height: height - 2 * {EDGE},
                }};
            }})()"""
        )
        return {**place, "scale": 1}


@contextmanager
def chromium(program, width, height, timeout=60):
    """A browser of one tab that talks to this machine alone."""
    import websocket

    with tempfile.TemporaryDirectory(prefix="dealer-insurance-", ignore_cleanup_errors=True) as profile:
        child = subprocess.Popen(
            [
                program,
                f"--user-data-dir={profile}",
                f"--window-size={width},{height}",
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--hide-scrollbars",
                "--no-first-run",
                "--lang=de",
                "--remote-debugging-port=0",
                "--remote-allow-origins=*",
                "about:blank",
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            port = _debugging_port(child, Path(profile))
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/json/list") as answer:
                page = next(tab for tab in json.load(answer) if tab["type"] == "page")
            connection = websocket.create_connection(page["webSocketDebuggerUrl"], timeout=timeout)
            tab = Tab(connection, timeout)
            tab.call("Page.enable")
            tab.call("Page.addScriptToEvaluateOnNewDocument", source=COUNT_REQUESTS)
            tab.prefer(LANGUAGE)
            tab.resize(width, height)
            yield tab
            tab.call("Browser.close")  # so that nothing writes to the profile any more
            connection.close()
        finally:
            child.terminate()
            try:
                child.wait(10)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def _debugging_port(child, profile):
    file = profile / "DevToolsActivePort"
    for _ in range(300):
        if child.poll() is not None:
            raise Failed("Chromium does not start: try it by hand, or name another one with CHROMIUM=/path.")
        if file.exists() and len(lines := file.read_text().splitlines()) > 1:
            return int(lines[0])
        time.sleep(0.1)
    raise Failed("Chromium did not open its DevTools port within 30 seconds.")


class _Step(argparse.Action):
    def __call__(self, parser, namespace, value, option_string=None):
        namespace.steps = [*(namespace.steps or []), (self.dest, value)]


def main(arguments):
    parser = argparse.ArgumentParser(prog="dev/screenshot", description="Take a picture of a page of the running demo.")
    parser.add_argument("path", help="what follows the host, such as /odoo/action-fleet.fleet_vehicle_action/1")
    parser.add_argument("out", help="the PNG file to write")
    parser.add_argument("--login", default="admin", help="'' visits without logging in")
    parser.add_argument("--password", help="the login's own name unless given, as in Odoo's demo data")
    parser.add_argument("--lang", default="de_DE", help="the user's language for this visit; '' keeps the user's")
    parser.add_argument("--width", type=int, default=1400)
    parser.add_argument("--height", type=int, default=900)
    parser.add_argument("--base", default=f"http://127.0.0.1:{settings.port()}", help="the server (default: PORT's)")
    parser.add_argument("--full", action="store_true", help="the whole page, not the window alone")
    parser.add_argument("--timeout", type=int, default=60, help="seconds to wait for anything")
    parser.add_argument("--pause", type=float, default=0.3, help="seconds for animations before the picture")
    targets = "a CSS selector or text=what it says; may be repeated, done in the order given"
    parser.add_argument("--click", action=_Step, help=targets)
    parser.add_argument("--wait-selector", dest="find", action=_Step, help=targets)
    parser.add_argument("--fill", action=_Step, metavar="TARGET::VALUE", help="type into a field")
    parser.set_defaults(steps=[])
    chosen = parser.parse_args(arguments)

    from . import packages

    with chromium(packages.chromium_on_loopback(), chosen.width, chosen.height, chosen.timeout) as tab:
        earlier = None
        if chosen.login:
            tab.log_in(chosen.base, chosen.login, chosen.password or chosen.login)
            if chosen.lang:
                earlier = tab.speak(chosen.lang)
        try:
            tab.open(chosen.base + chosen.path)
            for name, value in chosen.steps:
                getattr(tab, name)(*(value.split("::", 1) if name == "fill" else [value]))
            time.sleep(chosen.pause)
            tab.screenshot(chosen.out, chosen.full)
        finally:
            if earlier and earlier != chosen.lang:
                tab.speak(earlier)
    print(f"{chosen.out} ({chosen.width} × {chosen.height})", file=sys.stderr)


if __name__ == "__main__":
    from .cli import guarded

    sys.exit(guarded(main, sys.argv[1:]))
