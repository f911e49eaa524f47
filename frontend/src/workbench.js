// Turn <textarea data-editor> into an editor. The text area stays the form's field, so the page
// works the same without script. Attributes of the text area:
//   data-check-url        where faults are asked for (see editor/faults.js)
//   data-completion-url   where words are asked for (see editor/completion.js); may be left out
//   data-token            the form token
//   data-commands, data-options   the language's words, blank-separated
//   data-label-faults, data-label-no-faults, data-label-replace, data-label-quotes   texts
//   data-phrases          CodeMirror's own words in the page's language, as JSON
//   data-status           id of the element with role=status that is told about faults
// The form's buttons name="run" value="line" and value="all" are pressed by Ctrl+Enter and
// Ctrl+Shift+Enter; an input name="line" is given the number of the line the cursor is in.
import { closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, toggleLineComment } from "@codemirror/commands";
import { bracketMatching } from "@codemirror/language";
import { lintKeymap, nextDiagnostic } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { EditorState } from "@codemirror/state";
import { EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { completion } from "./editor/completion.js";
import { faultMarks } from "./editor/faults.js";
import { scriptLanguage } from "./editor/language.js";
import { quoteRepair } from "./editor/quotes.js";
import { theme } from "./editor/theme.js";

const words = (text) => new Set((text ?? "").split(/\s+/).filter(Boolean));

function announcer(area) {
  const status = document.getElementById(area.dataset.status ?? "");
  return (sentence) => {
    if (status && status.textContent !== sentence) status.textContent = sentence;
  };
}

function runner(area, value) {
  return (view) => {
    const line = area.form.elements.namedItem("line");
    if (line) line.value = String(view.state.doc.lineAt(view.state.selection.main.head).number);
    area.form.requestSubmit(area.form.querySelector(`button[name=run][value=${value}]`) ?? undefined);
    return true;
  };
}

function extensions(area) {
  const { dataset } = area;
  const say = announcer(area);
  const count = (template, n) => (template ?? "").replace("{n}", String(n));
  const labels = { replaceWith: dataset.labelReplace ?? "{text}" };
  const nonce = document.querySelector("meta[name=csp-nonce]")?.content ?? "";
  return [
    EditorView.cspNonce.of(nonce),
    EditorState.phrases.of(JSON.parse(dataset.phrases || "{}")),
    lineNumbers(),
    history(),
    bracketMatching(),
    closeBrackets(),
    highlightActiveLine(),
    highlightSelectionMatches(),
    EditorView.lineWrapping,
    scriptLanguage({ commands: words(dataset.commands), options: words(dataset.options) }),
    completion({ url: dataset.completionUrl, token: dataset.token }),
    dataset.checkUrl
      ? faultMarks({
          url: dataset.checkUrl,
          token: dataset.token,
          labels,
          announce: (n) => say(n ? count(dataset.labelFaults, n) : (dataset.labelNoFaults ?? "")),
        })
      : [],
    quoteRepair((n) => say(count(dataset.labelQuotes, n))),
    keymap.of([
      { key: "Ctrl-Enter", mac: "Cmd-Enter", run: runner(area, "line") },
      { key: "Ctrl-Shift-Enter", mac: "Cmd-Shift-Enter", run: runner(area, "all") },
      { key: "F8", run: nextDiagnostic },
      { key: "Ctrl-/", mac: "Cmd-/", run: toggleLineComment },
      ...closeBracketsKeymap,
      ...completionKeymap,
      ...lintKeymap,
      ...searchKeymap,
      ...historyKeymap,
      ...defaultKeymap,
    ]),
    theme,
    EditorView.contentAttributes.of({
      "aria-labelledby": area.labels[0]?.id ?? "",
      "aria-describedby": area.getAttribute("aria-describedby") ?? "",
      spellcheck: "false",
    }),
    EditorView.updateListener.of((update) => {
      if (!update.docChanged) return;
      area.value = update.state.doc.toString();
      area.dispatchEvent(new Event("input", { bubbles: true }));
    }),
  ];
}

/** Put an editor in place of the text area and give its view. */
export function editorFor(area) {
  const view = new EditorView({
    state: EditorState.create({ doc: area.value, extensions: extensions(area) }),
  });
  area.before(view.dom);
  area.hidden = true;
  area.labels[0]?.addEventListener("click", () => view.focus());
  area.form?.addEventListener("reset", () => {
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: area.defaultValue } });
  });
  area.addEventListener("editor:set", (event) => {
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: event.detail } });
    view.focus();
  });
  return view;
}

for (const area of document.querySelectorAll("textarea[data-editor]")) editorFor(area);
