// Sends a job, follows its events to the end, and cancels it.
import { ApiError, request, requestJson } from "./api.js";
import { follow } from "./events.js";
import { isActive, newRun, withEvent, withJob } from "./run.js";

/** @typedef {import("./run.js").Run} Run */

export class Job {
  /** @type {Run} */ run;
  #onChange;
  #abort = new AbortController();
  #isCancelAsked = false;

  /** @param {any} body of `POST /v1/jobs` @param {(run: Run) => void} onChange */
  constructor(body, onChange) {
    this.run = newRun(body);
    this.#onChange = onChange;
  }

  /** Sends it; resolves when it has ended, however it did. @param {any} body @param {(id: string) => void} onAccepted */
  async send(body, onAccepted) {
    await this.#untilEnd(async () => {
      // The key makes a request that is sent twice, by a retry of the browser or ours, one job.
      const headers = { "Idempotency-Key": `"${crypto.randomUUID?.() ?? `${performance.timeOrigin}-${Math.random()}`}"` };
      const job = await requestJson("/v1/jobs", { method: "POST", body, headers, signal: this.#abort.signal });
      onAccepted(job.id);
      this.#update(withJob(this.run, job));
      if (this.#isCancelAsked) this.cancel();
    });
  }

  /** Takes up a job that was sent before the page was loaded again. @param {any} job */
  async resume(job) {
    await this.#untilEnd(async () => this.#update(withJob(this.run, job)));
  }

  /** Asks the server to stop; the run ends when it says so. */
  async cancel() {
    this.#isCancelAsked = true;
    if (!this.run.id || !isActive(this.run)) return;
    try {
      this.#update(withJob(this.run, await requestJson(`/v1/jobs/${this.run.id}`, { method: "DELETE" })));
      if (!isActive(this.run)) this.#abort.abort();
    } catch (error) {
      this.#end(error);
    }
  }

  async #untilEnd(begin) {
    try {
      await begin();
      if (isActive(this.run)) await this.#follow();
    } catch (error) {
      if (error.name !== "AbortError") this.#end(error);
    }
  }

  async #follow() {
    const onConnection = (isConnected) => this.#update({ ...this.run, isConnected });
    for await (const event of follow(`/v1/jobs/${this.run.id}/events`, this.#abort.signal, onConnection)) this.#update(withEvent(this.run, event));
    // Events without an end are those of a job whose end was told before: the job itself knows.
    if (isActive(this.run)) this.#update(withJob(this.run, await requestJson(`/v1/jobs/${this.run.id}`)));
  }

  #end(error) {
    if (!(error instanceof ApiError)) throw error;
    this.#update({ ...this.run, phase: "refused", error });
  }

  #update(run) {
    this.run = run;
    this.#onChange(run);
  }
}

/** The file of an image as a URL of this page. @param {{url: string}} image */
export async function imageUrl(image) {
  return URL.createObjectURL(await (await request(image.url)).blob());
}
