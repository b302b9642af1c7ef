// The border desk: readers that work as keyboards, and single keys that such a reader cannot press by accident.
// Everything works without this file.
const GAP = 120; // milliseconds of silence that end a burst; people are slower, readers are faster
const WHOLE = ["44,44", "36,36", "30,30,30", "88", "72", "90"]; // lengths of the lines of a complete document
const keysOn = () => {
  try {
    return localStorage.getItem("sapar-keys") !== "off";
  } catch {
    return true;
  }
};
const field = (name) => document.querySelector(`#desk [name="${name}"]`);
const writes = (element) =>
  element instanceof HTMLElement && /^(input|textarea|select)$/i.test(element.tagName) &&
  !/^(checkbox|radio|button|submit)$/i.test(element.getAttribute("type") || "");
const press = (name) => document.querySelector(`#desk [data-${name}]`)?.click();
const isWhole = (text) => WHOLE.includes(text.split("\n").map((line) => line.trim().length).filter(Boolean).join(","));

// A seal of ICAO's (JSON, or a binary one in hexadecimal digits) or one of this system's own.
const isSealText = (text) => /^SAPAR[A-Z]?\d:|^\{/.test(text) || /^dc0[23][0-9a-f]+$/i.test(text.replace(/\s+/g, ""));
// Blanks inside of a JSON seal are signed with the rest; only a reader's ends of lines are not.
const sealOf = (text) => text.replace(text.startsWith("{") ? /[\r\n]+/g : /\s+/g, "");

// A burst into the field of the lines is a document of its own, whatever stood there before: the next traveller's.
let typed = "";
let typedAt = 0;
let stood = "";
document.addEventListener("keydown", (event) => {
  if (event.target.name !== "mrz" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key.length > 1 && event.key !== "Enter") return;
  if (event.timeStamp - typedAt > GAP) {
    typed = "";
    stood = event.target.value;
  }
  typedAt = event.timeStamp;
  typed += event.key === "Enter" ? "\n" : event.key;
  const text = typed.trim();
  const isSeal = isSealText(text);
  if (event.key !== "Enter" || !(isSeal || (isWhole(text) && event.target.value.trim() !== text))) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  typed = "";
  if (isSeal) event.target.value = stood;
  scanned(text);
}, true);

// The verdict is that of the lines that were read: while others stand in the field, nobody is admitted by it.
document.addEventListener("input", (event) => {
  if (event.target.name !== "mrz") return;
  const admit = document.querySelector('#desk [data-desk-key="a"]');
  if (!admit) return;
  const other = event.target.value.trim() !== event.target.defaultValue.trim();
  admit.disabled = other;
  const note = document.querySelector("#desk [data-other-lines]");
  if (note) note.hidden = !other;
});

// In the fields: Enter reads as soon as the lines are complete, Ctrl+Enter always; Enter after a seal verifies it.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing) return;
  const { name, value } = event.target;
  if (name === "mrz" && (event.ctrlKey || event.metaKey || isWhole(value))) {
    event.preventDefault();
    if (!event.repeat) press("read");
  } else if (name === "seal" && document.querySelector("#desk [data-seal]")) {
    event.preventDefault();
    if (!event.repeat) press("seal");
  }
});

// Outside of fields: one key alone is a shortcut, a burst of keys is a scan and goes where it belongs.
let burst = "";
let timer = 0;
const end = () => {
  const text = burst;
  burst = "";
  if (text.length === 1) {
    if (!keysOn()) return;
    const control = document.querySelector(`[data-desk-key="${text.toLowerCase()}"], [data-key="${CSS.escape(text)}"]`);
    if (!control || control.disabled) return;
    if (writes(control)) control.focus();
    else control.click();
  } else if (text.length >= 8) {
    scanned(text.replace(/\r/g, "\n").trim());
  }
};
const scanned = (text) => {
  const isSeal = isSealText(text);
  const target = field(isSeal ? "seal" : "mrz");
  if (!target) return;
  if (!isSeal) {
    // A seal that was scanned before the document belongs to it; one of the last traveller does not.
    if (field("seal") && !document.querySelector("#desk[data-seal-waits]")) field("seal").value = "";
    document.querySelector('#desk [name="earlier_id"]')?.remove();
  }
  target.value = isSeal ? sealOf(text) : text;
  if (isSeal && document.querySelector("#desk [data-seal]")) press("seal");
  else press("read");
};
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || writes(event.target)) return;
  const isEnter = event.key === "Enter";
  if (!(event.key.length === 1 || (isEnter && burst))) return;
  if (event.key === " " && !burst) return; // scrolling, and pressing the button that has the focus
  event.preventDefault();
  event.stopImmediatePropagation();
  if (event.repeat) return;
  burst += isEnter ? "\n" : event.key;
  clearTimeout(timer);
  timer = setTimeout(end, GAP);
}, true);

document.addEventListener("htmx:afterSwap", () => {
  for (const message of document.querySelectorAll("main > .sapar-message")) message.remove(); // about the last traveller
  const summary = document.querySelector("#desk .govuk-error-summary");
  (summary || document.querySelector("#answer")).focus();
});
// No answer: say so, and leave everything as it is.
document.addEventListener("htmx:sendError", () => {
  const message = document.querySelector("#desk [data-no-answer]");
  if (message) message.hidden = false;
});
// A refusal is a page of its own: send the form the plain way. Its key makes sure that nothing is done twice.
document.addEventListener("htmx:responseError", (event) => {
  const form = event.detail.elt.closest("form");
  const button = event.detail.elt.closest("button");
  if (button?.hasAttribute("formaction")) form.action = button.formAction;
  form.submit();
});
