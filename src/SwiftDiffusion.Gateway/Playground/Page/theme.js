// Runs before the first paint, so that nobody is blinded by the wrong theme. Not a module for that reason.
(() => {
  const key = "swiftdiffusion.theme";
  const saved = localStorage.getItem(key);
  if (saved) document.documentElement.dataset.theme = saved;

  addEventListener("DOMContentLoaded", () => {
    const button = document.querySelector("#theme");
    const isDark = () => (document.documentElement.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
    const tell = () => button.setAttribute("aria-pressed", String(isDark()));
    button.addEventListener("click", () => {
      document.documentElement.dataset.theme = isDark() ? "light" : "dark";
      localStorage.setItem(key, document.documentElement.dataset.theme);
      tell();
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", tell);
    tell();
  });
})();
