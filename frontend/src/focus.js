// After a part of the page is exchanged, focus goes to the fault summary, or to the part's heading
// when the part asks for it with data-focus-heading.
export function moveFocusAfterSwap(root) {
  root.addEventListener("htmx:after:swap", (event) => {
    const target = event.target instanceof Element ? event.target : root.body;
    const summary = target.querySelector("[data-fault-summary]");
    const heading = target.matches("[data-focus-heading]") ? target.querySelector("h1, h2, h3") : null;
    const goal = summary ?? heading;
    if (!goal) return;
    goal.setAttribute("tabindex", "-1");
    goal.focus();
  });
}
