// The API key: kept for this tab only, asked for when the server wants one.
import { $ } from "./dom.js";

const storageKey = "swiftdiffusion.key";
/** @type {Promise<boolean> | null} */
let asking = null;

/** Header for requests, if there is a key. @returns {Record<string, string>} */
export function keyHeaders() {
  const key = sessionStorage.getItem(storageKey);
  return key ? { Authorization: `Bearer ${key}` } : {};
}

/**
 * Opens the dialog; several requests that are refused at once share one.
 * @param {string} why shown above the field
 * @returns {Promise<boolean>} false when the user would rather not
 */
export function askForKey(why) {
  asking ??= openDialog(why).finally(() => (asking = null));
  return asking;
}

/** @param {string} why @returns {Promise<boolean>} */
function openDialog(why) {
  const dialog = /** @type {HTMLDialogElement} */ ($("#key-dialog"));
  const input = /** @type {HTMLInputElement} */ ($("input", dialog));
  $("#key-why").textContent = why;
  input.value = sessionStorage.getItem(storageKey) ?? "";
  dialog.returnValue = "";
  dialog.showModal();
  input.select();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      const isGiven = dialog.returnValue === "use" && input.value.trim() !== "";
      if (isGiven) sessionStorage.setItem(storageKey, input.value.trim());
      resolve(isGiven);
    }, { once: true });
  });
}
