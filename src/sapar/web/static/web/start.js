// Loaded on every page, as a module. Everything works without it.
document.body.classList.add("js-enabled", "govuk-frontend-supported");
document.querySelector(".govuk-error-summary")?.focus();

const kit = document.querySelector('meta[name="sapar-kit"]');
if (kit && document.querySelector("[data-module]")) {
  import(kit.content).then((module) => module.initAll());
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// A page that waits for something says how often to look, in seconds. Without script it is loaded anew (noscript, meta).
const waiting = document.querySelector("[data-look-again]");
async function look() {
  try {
    const answer = await fetch(location.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const part = answer.ok && !answer.redirected && page.querySelector("[data-look-again]");
    if (!part) return location.reload();
    waiting.replaceChildren(...part.childNodes);
  } catch {
    // No network just now: look again later.
  }
  later();
}
const later = () => setTimeout(look, 1000 * waiting.dataset.lookAgain);
if (waiting) later();
