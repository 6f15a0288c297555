"""XML from outside, read once from front to back in little memory.

No document type, so no entities and nothing to be fetched. What is wanted is
found by local name, for prefixes are free, elements are left out and unknown
ones added, and releases disagree about namespaces.
"""

from xml.parsers import expat

from .namespaces import is_bipro

_CHUNK_BYTES = 64 * 1024
_MAX_TOKEN_BYTES = 1024 * 1024
_MAX_CHARACTERS = 8 * 1024 * 1024
_MAX_DEPTH = 64
_MAX_NODES = 100_000


class NotXml(Exception):
    """Not well-formed, or it ends too early."""


class HasDoctype(Exception):
    """There is no good reason for one in an answer."""


class TooLarge(Exception):
    """More or deeper elements, or longer text, than any answer needs."""


class Node:
    """
    :ivar str namespace: may be empty
    :ivar dict attributes: by local name
    :ivar str text: stripped; empty where a ``sink`` took it
    """

    __slots__ = ("attributes", "children", "name", "namespace", "sink", "text")

    def __init__(self, namespace, name, attributes):
        self.namespace, self.name, self.attributes = namespace, name, attributes
        self.children, self.text, self.sink = [], "", None

    def __iter__(self):
        """Itself and all below, in the document's order."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting += reversed(node.children)

    def all(self, name):
        """The children of this local name, of BiPRO's namespaces."""
        return [child for child in self.children if child.name == name and is_bipro(child.namespace)]

    def child(self, name):
        return next(iter(self.all(name)), None)

    def text_of(self, name):
        """The text of the first child of this name, empty without one."""
        child = self.child(name)
        return child.text if child else ""

    def find(self, name, namespaces=None):
        """The first of this name at any depth: of BiPRO's namespaces, or of these; None without one."""
        belongs = namespaces.__contains__ if namespaces else is_bipro
        return next((node for node in self if node.name == name and belongs(node.namespace)), None)


def read(file, encoding=None, *, on_end=None, sinks=None):
    """
    :param file: binary
    :param str encoding: which the transport tells; None: as the XML says
    :param on_end: {local name: function}; gets each such element of BiPRO when it is
        complete, which is then forgotten
    :param sinks: {local name: function}; gives for each such element of BiPRO an
        object whose ``feed`` takes its text piece by piece
    :return: Node, the root
    :raise NotXml, HasDoctype, TooLarge:
    """
    builder = _Builder(on_end or {}, sinks or {})
    try:
        parser = expat.ParserCreate(encoding, namespace_separator=" ")
        _feed(parser, builder, file)
    except (expat.ExpatError, LookupError, ValueError):
        raise NotXml from None
    return builder.root


def _feed(parser, builder, file):
    parser.buffer_text, parser.buffer_size = True, _CHUNK_BYTES
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.data
    fed = 0
    while chunk := file.read(_CHUNK_BYTES):
        parser.Parse(chunk, False)
        fed += len(chunk)
        if fed - parser.CurrentByteIndex > _MAX_TOKEN_BYTES:
            raise TooLarge
    parser.Parse(b"", True)


def _refuse_doctype(name, *_identifiers):
    """A web page is no attack, just no answer."""
    raise NotXml if name.lower() == "html" else HasDoctype


class _Builder:
    def __init__(self, on_end, sinks):
        self.on_end, self.sinks = on_end, sinks
        self.root, self.open, self.texts = None, [], []
        self.nodes = self.characters = 0

    def start(self, name, attributes):
        self._count(nodes=1)
        namespace, _, local = name.rpartition(" ")
        attributes = {name.rpartition(" ")[2]: value for name, value in attributes.items()}
        node = Node(namespace, local, attributes)
        self._place(node)
        if is_bipro(namespace) and local in self.sinks:
            node.sink = self.sinks[local]()
        self.open.append(node)
        self.texts.append([])

    def data(self, text):
        if self.open[-1].sink:
            self.open[-1].sink.feed(text)
            return
        self.texts[-1].append(text)
        self._count(characters=len(text))

    def end(self, name):
        node = self.open.pop()
        text = "".join(self.texts.pop())
        node.text = text.strip()
        self._count(characters=len(node.text) - len(text))
        if node.name in self.on_end and is_bipro(node.namespace) and self.open:
            self.on_end[node.name](node)
            self._forget(node)

    def _count(self, nodes=0, characters=0):
        """What is kept at the same time."""
        self.nodes += nodes
        self.characters += characters
        if self.nodes > _MAX_NODES or self.characters > _MAX_CHARACTERS or len(self.open) > _MAX_DEPTH:
            raise TooLarge

    def _place(self, node):
        if self.open:
            self.open[-1].children.append(node)
        else:
            self.root = node

    def _forget(self, node):
        self.open[-1].children.pop()
        for gone in node:
            self._count(nodes=-1, characters=-len(gone.text))
