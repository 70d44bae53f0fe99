// Server-sent events over fetch: unlike EventSource it can send a key, and it says what went wrong.
import { ApiError, request } from "./api.js";

/** @typedef {{event: string, data: any, id: string | null}} ServerEvent */

const firstDelayMs = 300;
const longestDelayMs = 8000;
const lastEvents = new Set(["completed", "failed", "cancelled"]);

/** Takes text as it arrives and returns the events it completes (HTML Standard, 9.2.6). */
export class EventParser {
  #rest = "";
  #data = [];
  #event = "";
  #id = null;

  /** @param {string} text @returns {ServerEvent[]} */
  push(text) {
    const lines = (this.#rest + text).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? "";
    return lines.map((line) => this.#take(line)).filter((event) => event !== null);
  }

  #take(line) {
    if (line === "") return this.#dispatch();
    const [, field, value] = /^([^:]*):? ?(.*)$/s.exec(line);
    if (field === "data") this.#data.push(value);
    else if (field === "event") this.#event = value;
    else if (field === "id") this.#id = value;
    return null;
  }

  #dispatch() {
    const event = this.#data.length === 0 ? null : { event: this.#event || "message", data: JSON.parse(this.#data.join("\n")), id: this.#id };
    [this.#data, this.#event, this.#id] = [[], "", null];
    return event;
  }
}

/**
 * Yields the events of a job until its last one. A lost connection is taken up again after the last event seen, with growing pauses.
 * @param {string} url
 * @param {AbortSignal} signal ends it
 * @param {(isConnected: boolean) => void} onConnection
 * @returns {AsyncGenerator<ServerEvent>}
 * @throws {ApiError} when the server says that there is nothing to follow
 */
export async function* follow(url, signal, onConnection) {
  let lastId = null;
  let delayMs = firstDelayMs;
  while (!signal.aborted) {
    try {
      const response = await request(url, { signal, headers: { Accept: "text/event-stream", ...(lastId ? { "Last-Event-ID": lastId } : {}) } });
      if (response.status === 204) return; // there is nothing after the last event
      onConnection(true);
      for await (const event of eventsOf(response)) {
        delayMs = firstDelayMs;
        lastId = event.id ?? lastId;
        yield event;
        if (lastEvents.has(event.event)) return;
      }
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof ApiError && !error.isPassing) throw error;
    }
    onConnection(false);
    await pause(delayMs * (0.75 + Math.random() / 2), signal);
    delayMs = Math.min(2 * delayMs, longestDelayMs);
  }
}

/** @param {Response} response */
async function* eventsOf(response) {
  const parser = new EventParser();
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield* parser.push(value);
  }
}

/** @param {number} ms @param {AbortSignal} signal */
function pause(ms, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
  });
}
