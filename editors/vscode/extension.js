// Starts `lehr server`, and what else the editor shows of schedules.

const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");
const cookbook = require("./cookbook");
const { Preview } = require("./preview");
const program = require("./program");

let client;

async function start(context) {
  const command = await program.find(context);
  if (!command) return program.missing();
  const python = vscode.workspace.getConfiguration("lehr").get("python");
  const scripts = ["file", "vscode-notebook-cell"].map((scheme) => ({ language: "python", scheme }));
  const documentSelector = [{ language: "lehr" }, ...(python ? scripts : [])];
  const watcher = vscode.workspace.createFileSystemWatcher("**/lehr.toml");
  client = new LanguageClient(
    "lehr",
    "lehr",
    { command, args: ["server"] },
    {
      documentSelector,
      synchronize: { fileEvents: watcher },
      initializationOptions: { images: true, plots: true, theme: Preview.theme() },
    },
  );
  await client.start();
}

async function restart(context) {
  await client?.stop();
  client = undefined;
  await start(context);
}

/** What the server says; nothing while it does not run. */
async function ask(method, params) {
  return client?.isRunning() ? client.sendRequest(method, params).catch(() => undefined) : undefined;
}

/** Checks each folder of the workspace, and shows what is found in all of them. */
async function check(context, output) {
  const folders = vscode.workspace.workspaceFolders;
  if (!folders) return vscode.window.showWarningMessage("lehr: no folder is open.");
  output.clear();
  for (const { uri } of folders) {
    const result = await program.run(context, ["check", "--format", "concise"], { cwd: uri.fsPath });
    if (!result) return;
    output.append(result.stdout + result.stderr);
  }
  output.show();
}

async function importScript(context) {
  const document = vscode.window.activeTextEditor?.document;
  // What is read is the file, with what it imports beside it.
  if (!document || (document.isDirty && !(await document.save()))) return;
  const result = await program.run(context, ["import", document.uri.fsPath]);
  if (!result) return;
  if (result.failed) vscode.window.showErrorMessage(result.stderr || result.stdout);
  else {
    const opened = await vscode.workspace.openTextDocument({ language: "lehr", content: result.stdout });
    await vscode.window.showTextDocument(opened, vscode.ViewColumn.Beside);
  }
}

exports.activate = async (context) => {
  const preview = new Preview(context, ask);
  const output = vscode.window.createOutputChannel("lehr check");
  const recolour = async () => {
    await restart(context);
    await preview.draw();
  };
  context.subscriptions.push(
    output,
    vscode.commands.registerCommand("lehr.plot", (uri, track) =>
      preview.show(typeof uri === "string" ? uri : undefined, track),
    ),
    vscode.commands.registerCommand("lehr.check", () => check(context, output)),
    vscode.commands.registerCommand("lehr.import", () => importScript(context)),
    vscode.commands.registerCommand("lehr.new", () => cookbook.open()),
    vscode.commands.registerCommand("lehr.restart", () => restart(context)),
    vscode.workspace.onDidChangeTextDocument(({ document }) => preview.changed(document)),
    vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => preview.follow(textEditor)),
    vscode.window.onDidChangeActiveTextEditor((editor) => preview.follow(editor)),
    vscode.workspace.onDidGrantWorkspaceTrust(() => restart(context)),
    vscode.window.onDidChangeActiveColorTheme(recolour),
    vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration("lehr") && restart(context)),
  );
  await start(context);
};

exports.deactivate = () => client?.stop();
