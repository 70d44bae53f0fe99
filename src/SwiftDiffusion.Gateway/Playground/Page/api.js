// Requests to the server this page came from, their errors as sentences, and the API key if it wants one.
import { askForKey, keyHeaders } from "./key.js";

/** An error as the server tells it; `message` is fit for people. */
export class ApiError extends Error {
  /** @param {string} message @param {{status?: number, code?: string, param?: string | null, problems?: any[], requestId?: string | null, retryAfter?: number | null}} [details] */
  constructor(message, { status = 0, code = "unreachable", param = null, problems = [], requestId = null, retryAfter = null } = {}) {
    super(message);
    Object.assign(this, { status, code, param, problems, requestId, retryAfter });
  }

  /** Whether the same request may succeed later. */
  get isPassing() {
    return this.status === 0 || this.status === 429 || this.status === 503 || this.status === 504;
  }
}

/**
 * Sends a request; asks for a key as often as the server refuses the last one.
 * @param {string} path
 * @param {{method?: string, body?: any, form?: FormData, headers?: Record<string, string>, signal?: AbortSignal}} [options]
 * @returns {Promise<Response>} with a good status
 * @throws {ApiError} any other answer, or none; an AbortError when the signal fired
 */
export async function request(path, { method = "GET", body, form, headers = {}, signal } = {}) {
  for (;;) {
    const response = await attempt(path, {
      method,
      signal,
      headers: { ...(body ? { "Content-Type": "application/json" } : {}), ...keyHeaders(), ...headers },
      body: body ? JSON.stringify(body) : form,
    });
    if (response.ok) return response;
    const error = await errorOf(response);
    if (response.status !== 401 || !(await askForKey(error.message))) throw error;
  }
}

/** @param {string} path @param {Parameters<typeof request>[1]} [options] */
export async function requestJson(path, options) {
  return (await request(path, options)).json();
}

async function attempt(path, options) {
  try {
    return await fetch(path, { cache: "no-store", ...options });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ApiError("The server cannot be reached. Check that it is running and that you are connected.");
  }
}

/** @param {Response} response */
async function errorOf(response) {
  const details = { status: response.status, code: "", requestId: response.headers.get("x-request-id"), retryAfter: Number(response.headers.get("Retry-After")) || null };
  try {
    const body = await response.json();
    const { message = body.detail, code = "", param = null } = body.error ?? {};
    return new ApiError(message ?? wordsFor(response.status), { ...details, code: code ?? "", param, problems: body.errors ?? [] });
  } catch {
    return new ApiError(wordsFor(response.status), details);
  }
}

function wordsFor(status) {
  return status >= 500 ? `The server failed (HTTP ${status}).` : `The server refused the request (HTTP ${status}).`;
}
