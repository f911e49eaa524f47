// Mark faults inline. The server checks the script without running it and answers with
// {"faults": [{"line", "column", "end_line"?, "end_column"?, "code", "message", "suggestion"?, "severity"?}]}
// where lines and columns count from 1 and end_column is the first place after the fault.
import { lintGutter, linter } from "@codemirror/lint";
import { post } from "./requests.js";

function position(text, line, column) {
  const found = text.line(Math.min(Math.max(line ?? 1, 1), text.lines));
  return Math.min(found.from + Math.max((column ?? 1) - 1, 0), found.to);
}

function range(text, fault) {
  const from = position(text, fault.line, fault.column);
  if (fault.end_column) {
    const to = position(text, fault.end_line ?? fault.line, fault.end_column);
    if (to > from) return { from, to };
  }
  const line = text.lineAt(from);
  const word = /^[^\s,()]+/.exec(line.text.slice(from - line.from));
  if (word) return { from, to: from + word[0].length };
  return line.length ? { from: line.from, to: line.to } : { from, to: from };
}

function actions(fault, labels) {
  if (!fault.suggestion) return [];
  const name = labels.replaceWith.replace("{text}", fault.suggestion);
  return [{ name, apply: (view, from, to) => view.dispatch({ changes: { from, to, insert: fault.suggestion } }) }];
}

/** Give the CodeMirror extensions that check the script while it is written. */
export function faultMarks({ url, token, labels, announce }) {
  const source = async (view) => {
    const text = view.state.doc;
    const answer = await post(url, { script: text.toString() }, token);
    if (!answer) return [];
    announce(answer.faults.length);
    return answer.faults.map((fault) => ({
      ...range(text, fault),
      severity: fault.severity ?? "error",
      message: fault.message,
      source: fault.code,
      actions: actions(fault, labels),
    }));
  };
  return [linter(source, { delay: 400 }), lintGutter()];
}
