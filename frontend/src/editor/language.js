// Colours for the script language. The words come from the page, since the server knows the
// grammar; without them only comments, strings, numbers and names are told apart.
import { HighlightStyle, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { tags } from "@lezer/highlight";

const NAME = /^[\p{L}_][\p{L}\p{N}_-]*/u;

function readCommand(stream, state, words) {
  const command = stream.match(NAME);
  if (!command) return null;
  state.atStart = false;
  if (command[0] === "textblock") state.inTextBlock = true;
  return words.commands.size === 0 || words.commands.has(command[0]) ? "keyword" : "invalid";
}

function readOperand(stream, state, words) {
  if (stream.match(/^\d{4}-\d{2}-\d{2}\b/)) return "literal";
  if (stream.match(/^\d+(\.\d+)?/)) return "number";
  if (stream.match(/^\$[\p{L}_][\p{L}\p{N}_]*/u)) return "macroName";
  if (stream.match(/^[\p{L}_][\p{L}\p{N}_]*\/[\p{L}_][\p{L}\p{N}_]*/u)) return "propertyName";
  if (stream.match(/^(if|as|into|from|on|in)\b/)) return "controlKeyword";
  if (stream.match(/^(->|==|!=|<=|>=|\+\+|##|[-+*/^=<>&|!#])/)) return "operator";
  const name = stream.match(/^[\p{L}_@][\p{L}\p{N}_@]*/u);
  if (name) {
    if (state.afterComma && words.options.has(name[0])) return "attributeName";
    return stream.peek() === "(" ? "function" : "variableName";
  }
  if (stream.next() === "," && state.depth === 0) state.afterComma = true;
  return null;
}

function tokenise(stream, state, words) {
  if (stream.sol()) {
    if (!state.continued) Object.assign(state, { atStart: true, afterComma: false, depth: 0 });
    state.continued = false;
    if (state.inTextBlock) {
      if (stream.match(/^\s*endblock\b/)) {
        state.inTextBlock = false;
        state.atStart = false;
        return "keyword";
      }
      stream.skipToEnd();
      return "docString";
    }
  }
  if (stream.eatSpace()) return null;
  if (stream.match("//") || (state.atStart && stream.match("#"))) {
    stream.skipToEnd();
    return "comment";
  }
  if (stream.match(/^\\\s*$/)) {
    state.continued = true;
    return "operator";
  }
  if (stream.match(/^"[^"]*"?/) || stream.match(/^'[^']*'?/)) return "string";
  if (stream.peek() === "(") state.depth += 1;
  if (stream.peek() === ")") state.depth -= 1;
  return (state.atStart && readCommand(stream, state, words)) || readOperand(stream, state, words);
}

// Every colour is one of the design system's variables, so both colour schemes are readable.
const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--ds-color-accent-text-subtle)", fontWeight: "600" },
  { tag: tags.controlKeyword, color: "var(--ds-color-accent-text-subtle)" },
  { tag: tags.comment, color: "var(--ds-color-neutral-text-subtle)", fontStyle: "italic" },
  { tag: tags.docString, color: "var(--ds-color-neutral-text-subtle)" },
  { tag: tags.string, color: "var(--ds-color-success-text-subtle)" },
  { tag: [tags.number, tags.literal], color: "var(--ds-color-warning-text-subtle)" },
  { tag: tags.propertyName, color: "var(--ds-color-info-text-subtle)" },
  { tag: tags.function(tags.variableName), color: "var(--ds-color-info-text-subtle)" },
  { tag: tags.macroName, color: "var(--ds-color-warning-text-subtle)", fontWeight: "600" },
  { tag: tags.attributeName, color: "var(--ds-color-accent-text-subtle)" },
  { tag: tags.invalid, textDecoration: "underline wavy" },
]);

/** Give the language support; `words` holds the sets `commands` and `options`. */
export function scriptLanguage(words) {
  const language = StreamLanguage.define({
    name: "folkekommune-script",
    languageData: { commentTokens: { line: "//" }, closeBrackets: { brackets: ["(", "'", '"'] } },
    startState: () => ({ atStart: true, continued: false, inTextBlock: false, afterComma: false, depth: 0 }),
    copyState: (state) => ({ ...state }),
    token: (stream, state) => tokenise(stream, state, words),
    tokenTable: { function: tags.function(tags.variableName), docString: tags.docString },
  });
  return [language, syntaxHighlighting(colours)];
}
