"""Colours for schedules in Pygments: Sphinx, MkDocs, JupyterLab, LaTeX. `lehr` is the name of the language."""

from pygments.lexer import RegexLexer, bygroups, include, words
from pygments.token import Comment, Keyword, Name, Number, Operator, Punctuation, Text

from lehr import _words


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
                r"(event)([ \t]+)([A-Za-z_]\w*)([ \t]*)(=)([ \t]*)(every|at)\b",
                bygroups(Keyword, Text, Name.Variable, Text, Operator, Text, Keyword),
            ),
            (r"(?<![\w.])(unit)([ \t]+)(?=[A-Za-z_]\w*[ \t]*(?:[,;#]|$))", bygroups(Keyword, Text)),
            (r"from(?=[ \t]+[\d(])", Keyword),
            (r"(?<![\w.])(repeat)([ \t]+)(over)\b", bygroups(Keyword, Text, Keyword)),
            (r"[ \t\r\n]+", Text),
            (r"#[^\n]*", Comment.Single),
            (r"\(", Punctuation, "brackets"),
            (
                r"(?:\d[\d_]*(?:\.\d[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d+)?[kKMBT]?[%x]?(?!\w)",
                Number,
            ),
            (words(_words.KEYWORDS, prefix=r"(?<![\w.])", suffix=r"\b"), Keyword),
            # A unit's name before an `=` is what an equation defines.
            (words(_words.UNITS, suffix=r"\b(?![ \t]*\()"), Keyword.Type),
            (r"[A-Za-z_][\w.]*\.base\b", Keyword.Pseudo),
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
            include("root"),
        ],
    }
