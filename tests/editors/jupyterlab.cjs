// What JupyterLab loads for schedules, without that: the kind of file, and the colours of a line. Run by
// tests/it/server/extension.rs, or by `node --test`.

const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");
const { test } = require("node:test");
const { pathToFileURL } = require("node:url");

const ENTRY = path.join(__dirname, "../../python/jupyter/static/entry.js");
const PACKAGE = JSON.parse(fs.readFileSync(path.join(__dirname, "../../python/jupyter/package.json"), "utf8"));

/** A line that is read a word at a time, as CodeMirror gives it. */
class Line {
  constructor(text) {
    Object.assign(this, { text, at: 0 });
  }
  match(pattern) {
    const found = this.text.slice(this.at).match(pattern);
    if (found) this.at += found[0].length;
    return found;
  }
  eatSpace() {
    return this.match(/^\s+/) !== null;
  }
  next() {
    this.at += 1;
  }
}

/** Loads the extension as JupyterLab does, with these for its own modules. */
async function loaded() {
  globalThis.window = globalThis;
  globalThis.document = { currentScript: { src: pathToFileURL(ENTRY).href } };
  // A script, as its page has it, and no module.
  require("node:vm").runInThisContext(fs.readFileSync(ENTRY, "utf8"), {
    filename: ENTRY,
    importModuleDynamically: require("node:vm").constants?.USE_MAIN_CONTEXT_DEFAULT_LOADER ?? ((name) => import(name)),
  });
  const container = globalThis._JUPYTERLAB[PACKAGE.name];
  const shares = (module) => ({ "1.0.0": { get: async () => () => module } });
  class LanguageSupport {
    constructor(language) {
      this.language = language;
    }
  }
  container.init({
    "@jupyterlab/codemirror": shares({ IEditorLanguageRegistry: "languages" }),
    "@codemirror/language": shares({ StreamLanguage: { define: (reader) => reader }, LanguageSupport }),
  });
  const module = (await container.get(PACKAGE.jupyterlab._build.extension))();
  // Any other one would be taken for the plugin itself.
  assert.ok(module.__esModule);
  return module.default;
}

test("a file of lehr has its kind and its colours", async () => {
  const plugin = await loaded();
  assert.deepEqual(plugin.requires, ["languages"]);
  const [files, languages] = [[], []];
  plugin.activate({ docRegistry: { addFileType: (file) => files.push(file) } }, { addLanguage: (own) => languages.push(own) });
  const [[file], [language]] = [files, languages];
  assert.deepEqual([file.extensions, file.mimeTypes, file.fileFormat], [[".lehr"], ["text/x-lehr"], "text"]);
  assert.deepEqual([language.name, language.mime, language.extensions], ["lehr", "text/x-lehr", ["lehr"]]);
  const reader = (await language.load()).language;
  const line = new Line("lr = peak * (warmup(5 epochs) then cosine(to=1%)) # 𝛼 then");
  const read = [];
  while (line.at < line.text.length) {
    const start = line.at;
    const kind = reader.token(line);
    assert.ok(line.at > start, "it goes on");
    if (kind) read.push([line.text.slice(start, line.at), kind]);
  }
  assert.deepEqual(read, [
    ["lr", "variableName"],
    ["=", "operator"],
    ["peak", "variableName"],
    ["*", "operator"],
    ["warmup", "className"],
    ["5", "number"],
    ["epochs", "typeName"],
    ["then", "keyword"],
    ["cosine", "className"],
    ["to", "variableName"],
    ["=", "operator"],
    ["1%", "number"],
    ["# 𝛼 then", "comment"],
  ]);
});
