// A choice form marked data-submit-on-change is sent when a choice is made; its button, which
// those without script need, is then hidden.
export function submitOnChange(root) {
  for (const form of root.querySelectorAll("form[data-submit-on-change]")) {
    for (const button of form.querySelectorAll("button[type=submit]")) button.hidden = true;
    form.addEventListener("change", () => form.requestSubmit());
  }
}
