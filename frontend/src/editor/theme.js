// The editor's look. All colours are the design system's variables: light and dark follow the page.
import { EditorView } from "@codemirror/view";

const focus = "3px solid var(--ds-color-focus-outer)";

export const theme = EditorView.theme({
  "&": {
    backgroundColor: "var(--ds-color-neutral-surface-default)",
    border: "1px solid var(--ds-color-neutral-border-default)",
    borderRadius: "var(--ds-border-radius-md)",
    color: "var(--ds-color-neutral-text-default)",
    fontSize: "1rem",
  },
  "&.cm-focused": { outline: focus, outlineOffset: "2px" },
  ".cm-scroller": { fontFamily: "ui-monospace, 'DejaVu Sans Mono', monospace", lineHeight: "1.6" },
  ".cm-content, .cm-gutter": { minHeight: "14rem" },
  ".cm-content": { caretColor: "var(--ds-color-neutral-text-default)", padding: "0.75rem 0" },
  ".cm-cursor": { borderLeftColor: "var(--ds-color-neutral-text-default)" },
  ".cm-gutters": {
    backgroundColor: "var(--ds-color-neutral-background-tinted)",
    borderRight: "1px solid var(--ds-color-neutral-border-subtle)",
    color: "var(--ds-color-neutral-text-subtle)",
  },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--ds-color-neutral-surface-tinted)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--ds-color-accent-surface-active)",
  },
  ".cm-matchingBracket": { backgroundColor: "var(--ds-color-accent-surface-hover)", outline: "1px solid" },
  ".cm-tooltip, .cm-panels": {
    backgroundColor: "var(--ds-color-neutral-surface-default)",
    border: "1px solid var(--ds-color-neutral-border-default)",
    color: "var(--ds-color-neutral-text-default)",
  },
  ".cm-tooltip-autocomplete ul li[aria-selected]": {
    backgroundColor: "var(--ds-color-accent-base-default)",
    color: "var(--ds-color-accent-base-contrast-default)",
  },
  ".cm-completionDetail": { color: "inherit", fontStyle: "normal", opacity: "0.9" },
  ".cm-diagnostic": { borderLeft: "4px solid var(--ds-color-danger-border-default)", padding: "0.5rem 0.75rem" },
  ".cm-diagnostic-warning": { borderLeftColor: "var(--ds-color-warning-border-default)" },
  ".cm-diagnosticAction": {
    backgroundColor: "var(--ds-color-accent-base-default)",
    borderRadius: "var(--ds-border-radius-sm)",
    color: "var(--ds-color-accent-base-contrast-default)",
    minHeight: "24px",
    padding: "0.125rem 0.5rem",
  },
  ".cm-lintRange-error": {
    backgroundImage: "none",
    textDecoration: "underline wavy var(--ds-color-danger-border-default)",
    textUnderlineOffset: "4px",
  },
  ".cm-lintRange-warning": {
    backgroundImage: "none",
    textDecoration: "underline dotted var(--ds-color-warning-border-default)",
    textUnderlineOffset: "4px",
  },
});
