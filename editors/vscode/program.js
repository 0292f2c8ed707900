// Finds the program `lehr`, and runs it.

const { execFile } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const vscode = require("vscode");

const NAME = process.platform === "win32" ? "lehr.exe" : "lehr";

/** The folder of programs of the Python environment, where the Python extension knows one. */
async function pythonFolder() {
  const python = vscode.extensions.getExtension("ms-python.python");
  const api = await python?.activate();
  const executable = api?.environments?.getActiveEnvironmentPath?.()?.path;
  return executable ? path.dirname(executable) : undefined;
}

/** Whether a file is there and may be run. */
function isProgram(file) {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}

/** The program: of the setting, the Python environment, PATH or this extension; in an untrusted workspace of this
 * extension alone. */
async function find(context) {
  const bundled = path.join(context.extensionPath, "bin", NAME);
  if (!vscode.workspace.isTrusted) return isProgram(bundled) ? bundled : undefined;
  const setting = vscode.workspace.getConfiguration("lehr").get("path");
  if (setting) return setting;
  const folders = [await pythonFolder().catch(() => undefined), ...(process.env.PATH ?? "").split(path.delimiter)];
  const candidates = folders.filter(Boolean).map((folder) => path.join(folder, NAME));
  return [...candidates, bundled].find(isProgram);
}

/** Says why there is no program. */
function missing() {
  vscode.window.showWarningMessage(
    vscode.workspace.isTrusted
      ? "lehr is not installed: `pip install lehr`, or set lehr.path."
      : "In a workspace that is not trusted only the program in this extension is run, and this package has none.",
  );
}

/** What the program prints, and whether it failed. */
async function run(context, args, { input, cwd } = {}) {
  const command = await find(context);
  if (!command) return missing();
  return new Promise((resolve) => {
    const child = execFile(command, args, { cwd, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      resolve({ stdout, stderr, failed: Boolean(error) });
    });
    // A program that is not there reads nothing.
    child.stdin?.on("error", () => {});
    child.stdin?.end(input ?? "");
  });
}

module.exports = { find, missing, run };
