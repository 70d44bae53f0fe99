// An error, in words: what went wrong, what helps, and each problem of a refused request.
import { h } from "./dom.js";
import { remedyFor } from "./words.js";

/**
 * @param {HTMLElement} root
 * @param {{message: string, code?: string, status?: number, param?: string | null, problems?: {field: string | null, message: string}[], requestId?: string | null, retryAfter?: number | null}} error
 * @param {(() => void) | null} retry
 * @param {(problem: {field: string | null, message: string}) => string} [inWords] how each problem is said
 */
export function showProblem(root, error, retry, inWords = ({ message }) => message) {
  const problems = error.problems ?? [];
  const list = problems.length > 1 ? h("ul", {}, ...problems.map((problem) => h("li", {}, inWords(problem)))) : null;
  const remedy = remedyFor(error);
  root.replaceChildren(
    h("h2", {}, problems.length > 1 ? "The request has problems" : titleFor(error)),
    list ?? h("p", {}, error.message),
    ...(remedy ? [h("p", { class: "remedy" }, remedy)] : []),
    h("div", { class: "row" },
      retry ? h("button", { type: "button", onclick: retry }, "Try again") : null,
      h("button", { type: "button", class: "quiet", onclick: () => (root.hidden = true) }, "Dismiss"),
      error.requestId ? h("span", { class: "hint" }, `Request ${error.requestId}`) : null));
  root.hidden = false;
}

function titleFor({ code, status }) {
  if (code === "unreachable") return "No connection";
  if (code === "overloaded" || status === 429) return "The server is busy";
  if (status === 401) return "An API key is needed";
  return status >= 400 && status < 500 ? "The request was refused" : "The picture could not be made";
}
