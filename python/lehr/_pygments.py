"""Colours for schedules in Pygments: Sphinx, MkDocs, JupyterLab, LaTeX. `lehr` is the name of the language."""

from pygments.lexer import RegexLexer, bygroups, include, words
from pygments.token import Comment, Keyword, Name, Number, Operator, Punctuation, Text

from lehr import _words


_KEYWORDS = "|".join(_words.KEYWORDS)
# What measures an operand: a name where an operand ends.
_OWN_UNIT = (
    rf"(?!(?:{_KEYWORDS}|from|and)\b)[A-Za-z_]\w*"
    rf"(?=[ \t]*(?:$|[#;),\]}}+\-*/^<>]|\.\.|[=!]=|(?:{_KEYWORDS}|from)\b))"
)


def _each(names):
    return words(names, prefix=r"(?<![\w.])", suffix=r"\b(?!\.\w)")


class LehrLexer(RegexLexer):
    """Training schedules."""

    name = "lehr"
    aliases = ["lehr"]
    filenames = ["*.lehr"]
    mimetypes = ["text/x-lehr"]
    url = "https://github.com/lehr-lang/lehr"

    tokens = {
        "root": [
            (
                r"(?<![\w.])(event)([ \t]+)([A-Za-z_]\w*)([ \t]*)(=)(?!=)",
                bygroups(Keyword, Text, Name.Variable, Text, Operator),
                "event",
            ),
            (rf"(?<![\w.])(unit)([ \t]+)(?=[A-Za-z_])(?!(?:{_KEYWORDS})\b)", bygroups(Keyword, Text), "unit"),
            include("expression"),
        ],
        "expression": [
            (rf"(?<=[\w)\]%])([ \t]+)({_OWN_UNIT})", bygroups(Text, Keyword.Type)),
            (rf"(?<=[)\]]){_OWN_UNIT}", Keyword.Type),
            (r"[ \t\r\n]+", Text),
            (r"#[^\n]*", Comment.Single),
            (r"\(", Punctuation, "brackets"),
            (r"\[", Punctuation, "list"),
            (
                r"(?:\d[\d_]*(?:\.\d[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d+)?[kKMBT]?[%x]?(?!\w)",
                Number,
            ),
            (r"(?<![\w.])(repeat)([ \t]+)(over)\b([ \t]*)", bygroups(Keyword, Text, Keyword, Text)),
            # The blanks after a keyword belong to it, so that no name after one is taken for a unit.
            (rf"(?<![\w.])({_KEYWORDS})\b([ \t]*)", bygroups(Keyword, Text)),
            # A unit's name before an `=` is what an equation defines.
            (words(_words.UNITS, suffix=r"\b(?![ \t]*\()"), Keyword.Type),
            (r"[A-Za-z_][\w.]*\.base\b(?!\.\w)", Keyword.Pseudo),
            (_each(_words.NAMES), Keyword.Pseudo),
            (_each(_words.PREDICATES), Name.Function),
            (_each(_words.SHAPES + _words.PRESETS), Name.Class),
            (_each(_words.FUNCTIONS), Name.Function),
            (r"[A-Za-z_]\w*(?:\.\w+)*", Name.Variable),
            (r"==|!=|<=|>=|->|\.\.|[-+*/^=<>]", Operator),
            (r"[\[\]),;{}]", Punctuation),
            (r".", Text),
        ],
        "brackets": [
            (r"\)", Punctuation, "#pop"),
            (r"[A-Za-z_]\w*(?=\s*=(?!=))", Name.Attribute),
            include("expression"),
        ],
        "list": [(r"\]", Punctuation, "#pop"), include("expression")],
        # The words of an event are names elsewhere.
        "event": [
            (r"(?<=[^=\s])[ \t]*(?=[;\n])", Text, "#pop"),
            (r"(at|every|from|until)([ \t]+)(at|from)\b", bygroups(Keyword, Text, Name.Variable)),
            (r"(at|every|from|until)\b([ \t]*)", bygroups(Keyword, Text)),
            include("expression"),
        ],
        "unit": [
            (r"(?<=[^,\s])[ \t]*(?=[;#\n])", Text, "#pop"),
            (r"[A-Za-z_]\w*", Keyword.Type),
            include("expression"),
        ],
    }
