// What the extension of Visual Studio Code does, without that: its commands, and which program it runs. `LEHR_PROGRAM`
// is that. Run by tests/it/server/extension.rs, or by `node --test`.

const assert = require("node:assert/strict");
const fs = require("node:fs");
const Module = require("node:module");
const os = require("node:os");
const path = require("node:path");
const { afterEach, beforeEach, test } = require("node:test");

const EXTENSION = path.join(__dirname, "../../editors/vscode");
const PROGRAM = process.env.LEHR_PROGRAM;
const SCRIPT = `import torch
model = torch.nn.Linear(2, 2)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=30)
for epoch in range(90):
    optimizer.step()
    scheduler.step()
`;

/** What the extension asks of the editor, and what it did there. */
let editor;
let folder;
const PATH = process.env.PATH;

const nothing = { dispose() {} };
const listen = () => nothing;
const uri = (file) => ({ fsPath: file, toString: () => `file://${file}` });
const api = {
  commands: { registerCommand: (name, run) => ((editor.commands[name] = run), nothing) },
  extensions: { getExtension: (name) => (name === "ms-python.python" ? editor.python : undefined) },
  workspace: {
    get isTrusted() {
      return editor.isTrusted;
    },
    get workspaceFolders() {
      return editor.folders?.map((folder) => ({ uri: uri(folder) }));
    },
    getConfiguration: () => ({ get: (name) => editor.settings[name] }),
    createFileSystemWatcher: () => nothing,
    openTextDocument: async (document) => document,
    onDidChangeTextDocument: listen,
    onDidGrantWorkspaceTrust: (told) => ((editor.granted = told), nothing),
    onDidChangeConfiguration: listen,
  },
  window: {
    get activeTextEditor() {
      return editor.active;
    },
    createOutputChannel: () => ({
      clear: () => (editor.output = ""),
      append: (text) => (editor.output += text),
      show: () => (editor.isOutputShown = true),
      ...nothing,
    }),
    showTextDocument: async (document) => editor.shown.push(document),
    showErrorMessage: (message) => editor.said.push(message),
    showWarningMessage: (message) => editor.said.push(message),
    showQuickPick: async (items) => items.find(({ label }) => label === editor.picks),
    activeColorTheme: { kind: 1 },
    onDidChangeTextEditorSelection: listen,
    onDidChangeActiveTextEditor: listen,
    onDidChangeActiveColorTheme: listen,
  },
  ColorThemeKind: { Light: 1, HighContrastLight: 4 },
  ViewColumn: { Beside: -2 },
};

class LanguageClient {
  constructor(id, name, { command }) {
    this.command = command;
  }
  async start() {
    editor.started.push(this.command);
  }
  async stop() {
    editor.stopped += 1;
  }
  isRunning() {
    return false;
  }
}

const load = Module._load;
Module._load = (name, ...rest) => {
  if (name === "vscode") return api;
  if (name === "vscode-languageclient/node") return { LanguageClient };
  return load(name, ...rest);
};
require.extensions[".md"] = (module, file) => (module.exports = fs.readFileSync(file, "utf8"));
const extension = require(path.join(EXTENSION, "extension.js"));
const program = require(path.join(EXTENSION, "program.js"));

/** A folder with a program in it, or without one. */
function place(name, hasProgram = true) {
  const bin = path.join(folder, name);
  fs.mkdirSync(bin, { recursive: true });
  if (hasProgram) fs.copyFileSync("/bin/true", path.join(bin, "lehr"));
  return bin;
}

const context = () => ({ extensionPath: path.join(folder, "extension"), subscriptions: [] });
const found = async () => {
  const file = await program.find(context());
  return file && path.relative(folder, file);
};

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "lehr-extension-"));
  editor = { commands: {}, isTrusted: true, settings: {}, said: [], shown: [], started: [], stopped: 0, output: "" };
  process.env.PATH = place("empty", false);
});

afterEach(() => {
  process.env.PATH = PATH;
  fs.rmSync(folder, { recursive: true, force: true });
});

test("the program is that of the setting, the Python environment, PATH, or the extension, in this order", async () => {
  assert.equal(await found(), undefined);
  place("extension/bin");
  assert.equal(await found(), "extension/bin/lehr");
  process.env.PATH = [place("empty", false), place("path"), ""].join(path.delimiter);
  assert.equal(await found(), "path/lehr");
  const environments = (python) => ({ environments: { getActiveEnvironmentPath: () => ({ path: python }) } });
  editor.python = { activate: async () => environments(path.join(place("python"), "python3")) };
  assert.equal(await found(), "python/lehr");
  editor.settings.path = path.join(folder, "own");
  assert.equal(await found(), "own", "a wrong setting is not passed over");
});

test("a Python extension that fails, or has no environment, is passed over", async () => {
  process.env.PATH = place("path");
  for (const activate of [
    async () => Promise.reject(new Error("no")),
    async () => undefined,
    async () => ({ environments: { getActiveEnvironmentPath: () => undefined } }),
  ]) {
    editor.python = { activate };
    assert.equal(await found(), "path/lehr");
  }
});

test("what is no program is passed over", async () => {
  fs.mkdirSync(path.join(folder, "folder/lehr"), { recursive: true });
  fs.chmodSync(path.join(place("unset"), "lehr"), 0o644);
  process.env.PATH = ["folder", "unset"].map((name) => path.join(folder, name)).join(path.delimiter);
  assert.equal(await found(), undefined);
});

test("in a workspace that is not trusted only the program of the extension is run", async () => {
  editor.isTrusted = false;
  editor.settings.path = path.join(place("own"), "lehr");
  process.env.PATH = place("path");
  editor.python = { activate: async () => assert.fail("the Python extension is not asked") };
  assert.equal(await found(), undefined);
  await extension.activate(context());
  assert.deepEqual(editor.started, []);
  assert.match(editor.said[0], /not trusted/);
  place("extension/bin");
  assert.equal(await found(), "extension/bin/lehr");
  editor.isTrusted = true;
  await editor.granted();
  assert.deepEqual(editor.started, [path.join(folder, "own/lehr")]);
});

test("without any program it says how to get one", async () => {
  editor.folders = [folder];
  await extension.activate(context());
  await editor.commands["lehr.check"]();
  assert.equal(editor.said.length, 2);
  editor.said.forEach((said) => assert.match(said, /pip install lehr/));
  editor.folders = undefined;
  await editor.commands["lehr.check"]();
  assert.match(editor.said[2], /no folder is open/);
});

test("all folders of the workspace are checked, in one list that begins anew", async () => {
  editor.settings.path = PROGRAM;
  editor.folders = ["one", "two"].map((name) => place(name, false));
  fs.mkdirSync(path.join(folder, "one/below"));
  fs.writeFileSync(path.join(folder, "one/below/a.lehr"), "lr = cosin(10)\n");
  fs.writeFileSync(path.join(folder, "two/b.lehr"), "let x = 1\nlr = 0.1 * cosine(10)\n");
  await extension.activate(context());
  for (const _ of [1, 2]) await editor.commands["lehr.check"]();
  const lines = editor.output.split("\n");
  assert.match(lines[0], /^below\/a\.lehr:1:6: error\[unknown-name\]/);
  assert.match(editor.output, /^b\.lehr:1:5: warning\[unused-name\]/m);
  assert.equal(editor.output.match(/unknown-name/g).length, 1);
  assert.ok(editor.isOutputShown);
});

test("a training script is saved and imported, and shown as a schedule", async () => {
  editor.settings.path = PROGRAM;
  const file = path.join(folder, "train.py");
  const save = async () => (fs.writeFileSync(file, SCRIPT), true);
  editor.active = { document: { uri: uri(file), isDirty: true, save } };
  await extension.activate(context());
  await editor.commands["lehr.import"]();
  assert.deepEqual(editor.said, []);
  const [{ language, content }] = editor.shown;
  assert.equal(language, "lehr");
  assert.match(content, /^run = 90 .*\nbase = 0\.1 .*\nlr = step\(30, 0\.1\)/);
});

test("a script without a schedule is said to have none, and what is not saved is not read", async () => {
  editor.settings.path = PROGRAM;
  const file = path.join(folder, "train.py");
  fs.writeFileSync(file, "x = 1\n");
  editor.active = { document: { uri: uri(file), isDirty: false } };
  await extension.activate(context());
  await editor.commands["lehr.import"]();
  assert.match(editor.said[0], /no schedule was found/);
  editor.active.document = { uri: uri(file), isDirty: true, save: async () => false };
  await editor.commands["lehr.import"]();
  editor.active = undefined;
  await editor.commands["lehr.import"]();
  assert.equal(editor.said.length, 1);
  assert.deepEqual(editor.shown, []);
});

test("a recipe of the cookbook is opened as a schedule of its own", async () => {
  await extension.activate(context());
  await editor.commands["lehr.new"]();
  assert.deepEqual(editor.shown, [], "nothing was chosen");
  editor.picks = "Warmup, then a cosine over the whole run";
  await editor.commands["lehr.new"]();
  const [{ language, content }] = editor.shown;
  assert.equal(language, "lehr");
  assert.ok(content.startsWith(`# ${editor.picks}.\nrun = 600_000 steps\n`), content);
  assert.doesNotMatch(content, /```/);
});
