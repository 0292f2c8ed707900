"""The tokens that Pygments finds in texts, for tests/it/grammars/coloured.rs: JSON in, JSON out."""

import importlib.util
import json
import sys
import types

from pygments.token import Token

# Without the package around it, which needs its native part.
package = types.ModuleType("lehr")
package.__path__ = ["python/lehr"]
sys.modules["lehr"] = package
for name in ["_words", "_pygments"]:
    spec = importlib.util.spec_from_file_location(f"lehr.{name}", f"python/lehr/{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[f"lehr.{name}"] = module
    setattr(package, name, module)
    spec.loader.exec_module(module)

def tokens(text):
    lexer = sys.modules["lehr._pygments"].LehrLexer()
    found, at = [], 0
    for _, token, value in lexer.get_tokens_unprocessed(text):
        if token is Token.Error:
            raise SystemExit(f"an error at {at}: {value!r}")
        found.append((at, str(token).removeprefix("Token.")))
        at += len(value.encode())
    return found


json.dump([tokens(text) for text in json.load(sys.stdin)], sys.stdout)
