// Word processors turn quotation marks curly, which no script can hold: mend them on paste.
import { EditorView } from "@codemirror/view";

const PAIRS = [
  [/[\u201c\u201d\u201e\u00ab\u00bb]/g, '"'],
  [/[\u2018\u2019\u201a]/g, "'"],
];

/** Give the text with straight quotation marks, and how many were exchanged. */
export function straighten(text) {
  let count = 0;
  let mended = text;
  for (const [curly, straight] of PAIRS) {
    mended = mended.replace(curly, () => {
      count += 1;
      return straight;
    });
  }
  return { mended, count };
}

/** Mend pasted text, and tell how many marks were exchanged. */
export function quoteRepair(announce) {
  return EditorView.clipboardInputFilter.of((text) => {
    const { mended, count } = straighten(text);
    if (count) announce(count);
    return mended;
  });
}
