// Numbers and states as people say them.

/** @param {number} ms */
export function duration(ms) {
  if (ms < 1) return "under 1 ms";
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/** @param {number} bytes */
export function size(bytes) {
  const units = ["B", "KB", "MB", "GB", "TB"];
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1);
  const value = bytes / 1000 ** power;
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[power]}`;
}

/** @param {number} unixSeconds @param {number} nowSeconds */
export function ago(unixSeconds, nowSeconds) {
  const seconds = Math.max(0, Math.round(nowSeconds - unixSeconds));
  if (seconds < 2) return "now";
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  return seconds < 86400 ? `${Math.floor(seconds / 3600)} h ago` : `${Math.floor(seconds / 86400)} d ago`;
}

/** @param {number} share 0..1 */
export const percent = (share) => `${Math.round(share * 100)} %`;

/** @param {number} n */
export const ordinal = (n) => `${n}${n % 100 >= 11 && n % 100 <= 13 ? "th" : ["th", "st", "nd", "rd"][n % 10] ?? "th"}`;

/** What a run is doing, in a sentence. @param {import("./run.js").Run} run */
export function phaseOf(run) {
  if (!run.isConnected) return "Connection lost; the picture goes on. Connecting again…";
  const again = run.attempt > 1 ? ` (attempt ${run.attempt})` : "";
  switch (run.phase) {
    case "sending": return "Sending…";
    case "queued": return `${queueWords(run)}${again}`;
    case "running": return `${stepWords(run.images)}${again}`;
    case "completed": return "Done";
    case "cancelled": return "Cancelled";
    default: return "";
  }
}

function queueWords({ position, waitSeconds }) {
  const wait = waitSeconds > 0 ? `, about ${duration(waitSeconds * 1000)} to go` : "";
  if (position === null || position === undefined) return "In the queue…";
  return position <= 1 ? `Next in the queue${wait}` : `${ordinal(position)} in the queue${wait}`;
}

function stepWords(images) {
  if (images.every(({ step }) => step === 0)) return "Getting ready…";
  if (images.every(({ step, steps }) => step >= steps)) return "Finishing…";
  if (images.length === 1) return `Step ${images[0].step} of ${images[0].steps}`;
  const done = images.filter(({ step, steps }) => step >= steps).length;
  const least = Math.min(...images.map(({ step }) => step));
  return `${images.length} pictures, ${done > 0 ? `${done} drawn` : `step ${least} of ${images[0].steps}`}`;
}

/** What a LoRA is doing. @param {import("./run.js").Adapter} adapter */
export function adapterWords({ state, fraction, step }) {
  if (state === "loading") return fraction === null ? "loading" : `loading ${percent(fraction)}`;
  if (state === "attached") return step ? `attached at step ${step}` : "attached from the start";
  return "waiting";
}

/** What to do about an error. @param {{code?: string, status?: number, retryAfter?: number | null}} error */
export function remedyFor({ code, status, retryAfter }) {
  const later = retryAfter ? `Try again in ${retryAfter} s.` : "Try again in a moment.";
  switch (code) {
    case "overloaded": return `Many people are drawing. ${later}`;
    case "not_ready": return `The server is starting or stopping. ${later}`;
    case "device_lost": return "The device that was drawing is gone. Try again: another one takes over.";
    case "deadline_exceeded": return "Fewer steps or a smaller picture would be done in time.";
    case "out_of_memory": return "A smaller picture, or fewer at once, would fit.";
    case "adapter_load_failed": return "Take that LoRA out, or ask whoever runs the server to look at its file.";
    case "unknown_model": return "Choose another model.";
    case "internal": return "This is the server's fault; its log has the cause.";
    default: return status === 429 || status === 503 ? later : "";
  }
}
