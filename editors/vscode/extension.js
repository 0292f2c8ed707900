// Starts `lehr server`, and shows the page of a schedule beside it.

const { execFile } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

const NAME = process.platform === "win32" ? "lehr.exe" : "lehr";

let client;
let panel;

/** The folder of programs of the Python environment, where the Python extension knows one. */
async function pythonFolder() {
  const python = vscode.extensions.getExtension("ms-python.python");
  const api = await python?.activate();
  const executable = api?.environments?.getActiveEnvironmentPath?.()?.path;
  return executable ? path.dirname(executable) : undefined;
}

/** The program: of the setting, the Python environment, PATH or this extension; in an untrusted workspace of this
 * extension alone. */
async function program(context) {
  const bundled = path.join(context.extensionPath, "bin", NAME);
  if (!vscode.workspace.isTrusted) return fs.existsSync(bundled) ? bundled : undefined;
  const setting = vscode.workspace.getConfiguration("lehr").get("path");
  if (setting) return setting;
  const folders = [await pythonFolder().catch(() => undefined), ...(process.env.PATH ?? "").split(path.delimiter)];
  const candidates = folders.filter(Boolean).map((folder) => path.join(folder, NAME));
  return [...candidates, bundled].find((file) => fs.existsSync(file));
}

function theme() {
  const { Light, HighContrastLight } = vscode.ColorThemeKind;
  return [Light, HighContrastLight].includes(vscode.window.activeColorTheme.kind) ? "light" : "dark";
}

async function start(context) {
  const command = await program(context);
  if (!command) {
    vscode.window.showWarningMessage("lehr is not installed: `pip install lehr`, or set lehr.path.");
    return;
  }
  const python = vscode.workspace.getConfiguration("lehr").get("python");
  const documentSelector = [{ language: "lehr" }, ...(python ? [{ language: "python", scheme: "file" }] : [])];
  const watcher = vscode.workspace.createFileSystemWatcher("**/lehr.toml");
  client = new LanguageClient(
    "lehr",
    "lehr",
    { command, args: ["server"] },
    {
      documentSelector,
      synchronize: { fileEvents: watcher },
      initializationOptions: { images: true, plots: true, theme: theme() },
    },
  );
  await client.start();
}

async function restart(context) {
  await client?.stop();
  client = undefined;
  await start(context);
}

/** What the program prints; its errors are shown. */
async function run(context, args, input) {
  const command = await program(context);
  if (!command) return undefined;
  const cwd = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  return new Promise((resolve) => {
    const child = execFile(command, args, { cwd, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      resolve({ stdout, stderr, failed: Boolean(error) });
    });
    if (input !== undefined) child.stdin.end(input);
  });
}

/** Draws what is in the editor: as a page beside it, which is drawn anew when the text changes. */
async function plot(context, uri, track) {
  const document = uri
    ? await vscode.workspace.openTextDocument(vscode.Uri.parse(uri))
    : vscode.window.activeTextEditor?.document;
  if (!document) return;
  if (!panel) {
    panel = vscode.window.createWebviewPanel("lehr", "Schedule", vscode.ViewColumn.Beside, { enableScripts: true });
    panel.onDidDispose(() => (panel = undefined));
  }
  panel.document = document.uri.toString();
  panel.track = track;
  await draw(context, document);
}

async function draw(context, document) {
  const folder = fs.mkdtempSync(path.join(require("node:os").tmpdir(), "lehr-"));
  const file = path.join(folder, "plot.html");
  const args = ["plot", "-", "-o", file, "--theme", theme(), ...(panel.track ? ["--track", panel.track] : [])];
  const result = await run(context, args, document.getText());
  // While a text is broken, the last good page stays.
  if (result && !result.failed && panel) panel.webview.html = fs.readFileSync(file, "utf8");
  fs.rmSync(folder, { recursive: true, force: true });
}

async function check(context) {
  const result = await run(context, ["check", "--format", "concise"]);
  if (!result) return;
  const output = vscode.window.createOutputChannel("lehr check");
  output.append(result.stdout + result.stderr);
  output.show();
}

async function importScript(context) {
  const document = vscode.window.activeTextEditor?.document;
  if (!document) return;
  const result = await run(context, ["import", document.uri.fsPath]);
  if (!result) return;
  if (result.failed) vscode.window.showErrorMessage(result.stderr || result.stdout);
  else {
    const opened = await vscode.workspace.openTextDocument({ language: "lehr", content: result.stdout });
    await vscode.window.showTextDocument(opened, vscode.ViewColumn.Beside);
  }
}

exports.activate = async (context) => {
  let waiting;
  const changed = ({ document }) => {
    if (!panel || panel.document !== document.uri.toString()) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => panel && draw(context, document), 150);
  };
  context.subscriptions.push(
    vscode.commands.registerCommand("lehr.plot", (uri, track) =>
      plot(context, typeof uri === "string" ? uri : undefined, track),
    ),
    vscode.commands.registerCommand("lehr.check", () => check(context)),
    vscode.commands.registerCommand("lehr.import", () => importScript(context)),
    vscode.commands.registerCommand("lehr.restart", () => restart(context)),
    vscode.workspace.onDidChangeTextDocument(changed),
    vscode.workspace.onDidGrantWorkspaceTrust(() => restart(context)),
    vscode.window.onDidChangeActiveColorTheme(() => restart(context)),
    vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration("lehr") && restart(context)),
  );
  await start(context);
};

exports.deactivate = () => client?.stop();
