// The page of a schedule beside its text: it is drawn anew when the text changes, and shows the segment at the cursor.

const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const vscode = require("vscode");
const program = require("./program");

/** How long a text has to rest before it is drawn, in milliseconds. */
const REST = 150;

class Preview {
  /** `ask` asks the server. */
  constructor(context, ask) {
    this.context = context;
    this.ask = ask;
  }

  /** Shows a text, or the one that is being written: all of it, or one track. */
  async show(uri, track) {
    const editor = vscode.window.activeTextEditor;
    const document = uri ? await vscode.workspace.openTextDocument(vscode.Uri.parse(uri)) : editor?.document;
    if (!document) return;
    if (!this.panel) {
      const place = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
      this.panel = vscode.window.createWebviewPanel("lehr", "Schedule", place, { enableScripts: true });
      this.panel.onDidDispose(() => (this.panel = undefined));
    }
    this.document = document;
    this.track = track;
    await this.draw();
  }

  /** The colours of the editor. */
  static theme() {
    const { Light, HighContrastLight } = vscode.ColorThemeKind;
    return [Light, HighContrastLight].includes(vscode.window.activeColorTheme.kind) ? "light" : "dark";
  }

  async draw() {
    if (!this.panel) return;
    const { document } = this;
    this.drawings = (this.drawings ?? 0) + 1;
    const drawing = this.drawings;
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "lehr-"));
    const file = path.join(folder, "plot.html");
    const track = this.track ? ["--track", this.track] : [];
    const args = ["plot", "-", "-o", file, "--theme", Preview.theme(), ...track];
    const cwd = vscode.workspace.getWorkspaceFolder(document.uri)?.uri.fsPath;
    const result = await program.run(this.context, args, { input: document.getText(), cwd });
    // While a text is broken, the last good page stays; of several drawings, the last.
    if (result && !result.failed && this.panel && drawing === this.drawings) {
      this.panel.title = `Schedule: ${path.basename(document.fileName)}`;
      this.panel.webview.html = fs.readFileSync(file, "utf8");
      const editor = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
      if (editor) await this.point(editor);
    }
    fs.rmSync(folder, { recursive: true, force: true });
  }

  /** Draws the text anew once nobody has changed it for a while. */
  changed(document) {
    if (!this.panel || document !== this.document) return;
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.draw(), REST);
  }

  /** Shows where the cursor is, in another text too. */
  async follow(editor) {
    if (!this.panel || editor?.document.languageId !== "lehr") return;
    if (editor.document !== this.document) await this.show(editor.document.uri.toString());
    else await this.point(editor);
  }

  /** Points at the segment at the cursor; a page of one track becomes that of the track at the cursor. */
  async point(editor) {
    const segment = await this.ask("lehr/segment", {
      textDocument: { uri: editor.document.uri.toString() },
      position: { line: editor.selection.active.line, character: editor.selection.active.character },
    });
    if (!segment || !this.panel) return;
    if (this.track && this.track !== segment.track) {
      this.track = segment.track;
      await this.draw();
    } else {
      this.panel.webview.postMessage(segment);
    }
  }
}

module.exports = { Preview };
