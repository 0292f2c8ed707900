// The recipes of docs/cookbook.md, each as a new text.

const vscode = require("vscode");
const COOKBOOK = require("../../docs/cookbook.md");

/** The sections of the cookbook: what each is called, what it says first, and its lines of the language. */
function recipes() {
  return COOKBOOK.split(/^## /m).slice(1).flatMap((section) => {
    const [label, ...rest] = section.split("\n");
    const [said, ...blocks] = rest.join("\n").split(/^```lehr.*\n/m);
    const lines = blocks[0]?.split(/^```$/m)[0];
    return lines ? [{ label, detail: said.trim().replaceAll(/\s+/g, " "), lines }] : [];
  });
}

/** Opens a recipe as a new text. */
async function open() {
  const options = { placeHolder: "What the schedule does", matchOnDetail: true };
  const chosen = await vscode.window.showQuickPick(recipes(), options);
  if (!chosen) return;
  const content = `# ${chosen.label}.\n${chosen.lines}`;
  const document = await vscode.workspace.openTextDocument({ language: "lehr", content });
  await vscode.window.showTextDocument(document);
}

module.exports = { open };
