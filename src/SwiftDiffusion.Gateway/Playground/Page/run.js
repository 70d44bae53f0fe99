// One job as this page knows it, and what each event makes of it. Pure: the same events always give the same run.

/**
 * @typedef {Object} Run
 * @property {"sending"|"queued"|"running"|"completed"|"failed"|"cancelled"|"refused"} phase
 * @property {string | null} id
 * @property {number | null} position place in the queue
 * @property {number | null} waitSeconds estimate
 * @property {number} attempt
 * @property {boolean} isConnected whether events arrive
 * @property {{step: number, steps: number, preview: string | null}[]} images
 * @property {Record<string, Adapter>} adapters by LoRA
 * @property {any} error the server's words
 * @property {any} job once it has ended
 */

/** @typedef {{state: "waiting"|"loading"|"attached", fraction: number | null, step: number | null}} Adapter */

const ended = new Set(["completed", "failed", "cancelled", "refused"]);

/** @param {{n: number, num_inference_steps: number, loras?: {name: string}[]}} body @returns {Run} */
export function newRun(body) {
  return {
    phase: "sending", id: null, position: null, waitSeconds: null, attempt: 1, isConnected: true, error: null, job: null,
    images: Array.from({ length: body.n }, () => ({ step: 0, steps: body.num_inference_steps, preview: null })),
    adapters: Object.fromEntries((body.loras ?? []).map(({ name }) => [name, { state: "waiting", fraction: null, step: null }])),
  };
}

/** @param {Run | null} run */
export const isActive = (run) => run !== null && !ended.has(run.phase);

/** Steps done, 0..1 over all images. @param {Run} run */
export function fractionDone(run) {
  const total = run.images.reduce((sum, image) => sum + image.steps, 0);
  return total === 0 ? 0 : run.images.reduce((sum, image) => sum + image.step, 0) / total;
}

/** @param {Run} run @param {any} job as any answer of the API shows it @returns {Run} */
export function withJob(run, job) {
  const next = { ...run, id: job.id, phase: job.status, position: job.position, waitSeconds: job.estimated_wait_seconds, attempt: job.attempts || 1 };
  if (job.progress) next.images = withStep(run.images, job.progress);
  return ended.has(job.status) ? { ...next, job, error: job.error ?? null, adapters: attachedOf(run.adapters) } : next;
}

/** What is still loading when a job ends will not be attached any more. */
const attachedOf = (adapters) => Object.fromEntries(Object.entries(adapters).filter(([, { state }]) => state === "attached"));

/** @param {Run} run @param {import("./events.js").ServerEvent} event @returns {Run} */
export function withEvent(run, { event, data }) {
  switch (event) {
    case "queued": return { ...run, phase: "queued", position: data.position, waitSeconds: data.estimated_wait_seconds };
    case "started": return { ...run, phase: "running", attempt: data.attempt ?? run.attempt };
    case "adapter": return { ...run, adapters: { ...run.adapters, [data.name]: adapterOf(run.adapters[data.name], data) } };
    case "step": return { ...run, phase: "running", images: withStep(run.images, data) };
    case "retried": return { ...newProgress(run), phase: "queued", position: null, waitSeconds: null, attempt: (data.attempt ?? run.attempt) + 1, error: data.error };
    case "completed":
    case "failed":
    case "cancelled": return withJob(run, data);
    default: return run;
  }
}

function withStep(images, { image, step, steps, preview }) {
  return images.map((old, i) => (i === image ? { step, steps, preview: preview ?? old.preview } : old));
}

/** Several images attach the same LoRA at steps of their own; the first is shown, and loading after it changes nothing. */
function adapterOf(old, { state, fraction = null, step = null }) {
  return old?.state === "attached" ? old : { state, fraction, step };
}

function newProgress(run) {
  return {
    ...run,
    images: run.images.map(({ steps }) => ({ step: 0, steps, preview: null })),
    adapters: Object.fromEntries(Object.keys(run.adapters).map((name) => [name, { state: "waiting", fraction: null, step: null }])),
  };
}
