// What JupyterLab knows of schedules: files `.lehr` and their colours. It is a container of shared modules, as JupyterLab
// loads its extensions, written by hand: there is nothing to build.

(() => {
  const here = document.currentScript.src;
  let modules;

  /** A module of JupyterLab's own. */
  const shared = async (name) => (await Object.values(modules[name])[0].get())();

  /** What reads a line of a schedule, a word at a time. */
  function reader({ KEYWORDS, UNITS, NAMES, SHAPES, PRESETS, FUNCTIONS, PREDICATES }) {
    const kinds = [
      ["keyword", KEYWORDS],
      ["typeName", UNITS],
      ["atom", NAMES],
      ["className", [...SHAPES, ...PRESETS]],
      ["variableName.standard", [...FUNCTIONS, ...PREDICATES]],
    ];
    const kindOf = (word) => kinds.find(([, words]) => words.includes(word))?.[0] ?? "variableName";
    return {
      name: "lehr",
      token(stream) {
        if (stream.eatSpace()) return null;
        if (stream.match(/^#.*/)) return "comment";
        if (stream.match(/^(?:\d[\d_]*(?:\.\d[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d+)?(?:[kKMBT]\b|%|x\b)?/)) return "number";
        const word = stream.match(/^[A-Za-z_]\w*/);
        if (word) return kindOf(word[0]);
        if (stream.match(/^(?:->|\.\.|[=!<>]=|[-+*/^=<>])/)) return "operator";
        stream.next();
        return null;
      },
      languageData: { commentTokens: { line: "#" } },
    };
  }

  async function extension() {
    const { IEditorLanguageRegistry } = await shared("@jupyterlab/codemirror");
    const { StreamLanguage, LanguageSupport } = await shared("@codemirror/language");
    const words = await import(new URL("words.js", here));
    const activate = (app, languages) => {
      const file = { name: "lehr", displayName: "Training schedule", extensions: [".lehr"], mimeTypes: ["text/x-lehr"] };
      app.docRegistry.addFileType({ ...file, contentType: "file", fileFormat: "text" });
      const load = async () => new LanguageSupport(StreamLanguage.define(reader(words)));
      languages.addLanguage({ name: "lehr", mime: "text/x-lehr", extensions: ["lehr"], load });
    };
    return { id: "lehr:language", autoStart: true, requires: [IEditorLanguageRegistry], activate };
  }

  (window._JUPYTERLAB ??= {}).lehr = {
    init: (scope) => (modules = scope),
    get: async () => {
      const plugin = await extension();
      return () => ({ __esModule: true, default: plugin });
    },
  };
})();
