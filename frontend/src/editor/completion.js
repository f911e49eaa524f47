// Propose words. The server answers {"from": place, "options": [{"label", "type"?, "detail"?, "info"?}]}
// where `from` is the place, counted from 0, that the proposal replaces the text from.
import { autocompletion } from "@codemirror/autocomplete";
import { post } from "./requests.js";

/** Give the completion extension; null as url leaves it out. */
export function completion({ url, token }) {
  if (!url) return [];
  const source = async (context) => {
    const word = context.matchBefore(/[\p{L}\p{N}_/-]+/u);
    if (!word && !context.explicit) return null;
    const answer = await post(url, { script: context.state.doc.toString(), place: context.pos }, token);
    if (!answer || context.aborted || answer.options.length === 0) return null;
    return { from: answer.from, options: answer.options, validFor: /^[\p{L}\p{N}_/-]*$/u };
  };
  return autocompletion({ override: [source], icons: false });
}
