// Keys for the desks: a control with data-key is pressed by its letter or function key.
// Letters wait while somebody types in a field, and can be switched off (WCAG 2.2, 2.1.4).
const STORE = "sapar-keys";
let on = true;
try {
  on = localStorage.getItem(STORE) !== "off";
} catch {
  // Storage is blocked: the keys stay on for this page only.
}

const writes = (element) =>
  element instanceof HTMLElement && (element.isContentEditable || /^(input|textarea|select)$/i.test(element.tagName)) &&
  !/^(checkbox|radio|button|submit)$/i.test(element.getAttribute("type") || "");

document.addEventListener("keydown", (event) => {
  if (!on || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
  if (event.key === "Escape" && writes(event.target)) {
    event.target.blur();
    return;
  }
  if (event.key.length === 1 && writes(event.target)) return;
  for (const control of document.querySelectorAll("[data-key]")) {
    if (control.dataset.key.toLowerCase() !== event.key.toLowerCase()) continue;
    event.preventDefault();
    if (control.matches(":disabled, [aria-disabled='true']")) return;
    if (control.matches("input:not([type=submit]):not([type=radio]):not([type=checkbox]), textarea, select")) control.focus();
    else control.click();
    return;
  }
});

for (const toggle of document.querySelectorAll("[data-keys-toggle]")) {
  const show = () => toggle.setAttribute("aria-pressed", String(on));
  toggle.hidden = false;
  toggle.addEventListener("click", () => {
    on = !on;
    try {
      localStorage.setItem(STORE, on ? "on" : "off");
    } catch {
      // See above.
    }
    show();
  });
  show();
}
