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
