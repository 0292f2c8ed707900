// The scopes that TextMate's grammar gives, for tests/it/grammars/coloured.rs: JSON in, JSON out.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

// Where the packages of the extension are.
const require = createRequire(new URL("../../../editors/vscode/package.json", import.meta.url));
const { INITIAL, Registry, parseRawGrammar } = require("vscode-textmate");
const { createOnigScanner, createOnigString, loadWASM } = require("vscode-oniguruma");

await loadWASM(readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm")));
const path = process.argv[2];
const registry = new Registry({
  onigLib: Promise.resolve({ createOnigScanner, createOnigString }),
  loadGrammar: async () => parseRawGrammar(readFileSync(path, "utf8"), path),
});
const grammar = await registry.loadGrammar("source.lehr");

/** Where each token starts, in bytes, and its last scope. */
function tokens(text) {
  const found = [];
  let stack = INITIAL;
  let at = 0;
  for (const line of text.split("\n")) {
    const result = grammar.tokenizeLine(line, stack);
    for (const token of result.tokens) {
      const before = Buffer.byteLength(line.slice(0, token.startIndex));
      found.push([at + before, token.scopes.at(-1)]);
    }
    stack = result.ruleStack;
    at += Buffer.byteLength(line) + 1;
  }
  return found;
}

console.log(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(tokens)));
