"""In Odoo: the calls that the web client makes, by the same routes, without a network in between."""

import json
from functools import cached_property

CHATTER = ("activities", "attachments", "followers", "scheduledMessages", "suggestedRecipients")
INVISIBLE = ("1", "True")
MESSAGES = 30
RECORDS = 80


class WebClient:
    """Logged in as the administrator. What the calls write is kept."""

    def __init__(self, database):
        from werkzeug.test import Client

        from odoo.http import root

        self._client = Client(root)
        self._specifications = {}
        credentials = {"db": database, "login": "admin", "password": "admin"}
        self.context = self.ask("/web/session/authenticate", credentials)["user_context"]

    def ask(self, path, parameters):
        """A JSON request; its result."""
        question = {"jsonrpc": "2.0", "method": "call", "params": parameters}
        answer = self._client.post(path, json=question, environ_base={"REMOTE_ADDR": "127.0.0.1"})
        content = json.loads(answer.get_data())
        if "error" in content:
            raise RuntimeError(content["error"]["data"].get("debug") or content["error"]["message"])
        return content["result"]

    def call(self, model, method, *arguments, **keywords):
        keywords["context"] = {**self.context, **keywords.get("context", {})}
        path = f"/web/dataset/call_kw/{model}/{method}"
        return self.ask(path, {"model": model, "method": method, "args": arguments, "kwargs": keywords})

    def press(self, model, method, ids, **context):
        """A button of a form; the action that follows, if any."""
        keywords = {"context": {**self.context, **context}}
        path = f"/web/dataset/call_button/{model}/{method}"
        return self.ask(path, {"model": model, "method": method, "args": [ids], "kwargs": keywords})

    # What a person does

    def open_form(self, model, record, view=False, context=None, with_chatter=True):
        """The page of a record, with its chatter if it has one; its values."""
        form = self._form(model, view, context)
        values = self.read(form, record, context)
        if with_chatter and form.has_chatter:
            thread = {"thread_model": model, "thread_id": record}
            self.ask(
                "/mail/data", {"fetch_params": [["mail.thread", {**thread, "request_list": CHATTER}]], "context": {}}
            )
            self.ask("/mail/thread/messages", {**thread, "fetch_params": {"limit": MESSAGES}})
        return values

    def read(self, form, record, context=None):
        return self.call(
            form.model,
            "web_read",
            [record],
            specification=form.specification,
            context={"bin_size": True, **(context or {})},
        )[0]

    def new_form(self, model, view=False, context=None):
        """The page of a record that is not there yet; its default values."""
        form = self._form(model, view, context)
        changes = self.call(model, "onchange", [], {}, [], form.specification, context=context or {})
        return changes["value"]

    def _form(self, model, view, context):
        form = self.views(model, [[view, "form"]], context).form
        self._specifications[model] = form.specification
        return form

    def save(self, model, ids, values, context=None):
        """A form that was typed in; the id of its record."""
        specification = self._specifications[model]
        return self.call(model, "web_save", ids, values, specification=specification, context=context or {})[0]["id"]

    def open_list(self, model, view=False, domain=(), context=None):
        """The first page of a list; its records."""
        views = self.views(model, [[view, "list"], [False, "search"]], context)
        return self.call(
            model,
            "web_search_read",
            specification=views.list.specification,
            domain=list(domain),
            offset=0,
            order="",
            limit=RECORDS,
            count_limit=10_001,
            context={"bin_size": True, **(context or {})},
        )["records"]

    def views(self, model, views, context=None):
        options = {"toolbar": True, "load_filters": False, "action_id": False}
        return Views(model, self.call(model, "get_views", views=views, options=options, context=context or {}))


class Views:
    """What `get_views` answers."""

    def __init__(self, model, answer):
        self._model, self._answer = model, answer

    def _view(self, kind):
        from lxml import etree

        arch = etree.fromstring(self._answer["views"][kind]["arch"])
        return View(self._model, arch, self._answer["models"])

    @property
    def form(self):
        return self._view("form")

    @property
    def list(self):
        return self._view("list")


class View:
    def __init__(self, model, arch, models):
        self.model, self._arch, self._models = model, arch, models

    @property
    def has_chatter(self):
        return self._arch.find(".//chatter") is not None

    @cached_property
    def specification(self):
        """Which fields the client reads, and how deep: as its `getFieldsSpec` does."""
        specification = {}
        for node in _fields(self._arch):
            name = node.get("name")
            field = self._models[self.model]["fields"].get(name)
            if field:
                specification[name] = specification.get(name) or self._of_field(node, field)
        return specification

    def _of_field(self, node, field):
        is_hidden = node.get("invisible") in INVISIBLE or node.get("column_invisible") in INVISIBLE
        if field["type"] in ("one2many", "many2many"):
            subview = next((child for child in node if child.tag in ("list", "kanban")), None)
            if is_hidden:
                return {}
            if subview is None:  # a widget of its own, such as tags
                return {"fields": {"display_name": {}}}
            inner = View(field["relation"], subview, self._models).specification
            return {"fields": inner, "limit": int(subview.get("limit", 40))}
        if field["type"] in ("many2one", "reference"):
            return {"fields": {} if is_hidden else {"display_name": {}}}
        return {}


def _fields(arch):
    """The fields of a view, without those of the views inside its fields."""
    for node in arch:
        if node.tag == "field":
            yield node
        elif isinstance(node.tag, str):
            yield from _fields(node)
