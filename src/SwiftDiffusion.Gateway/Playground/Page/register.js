// Adds a LoRA to the server, by URL or with its file, and shows how far it is until requests may name it.
import { requestJson } from "./api.js";
import { $, h, newId, setText } from "./dom.js";

const lookMs = 500;

/**
 * @param {() => string} model the model it is for
 * @param {(name: string) => void} onReady called when requests may name it
 */
export function open(model, onReady) {
  new RegisterPanel($("#register .body"), model, onReady);
}

class RegisterPanel {
  #root; #model; #onReady;

  /** @param {HTMLElement} root @param {() => string} model @param {(name: string) => void} onReady */
  constructor(root, model, onReady) {
    this.#root = root;
    this.#model = model;
    this.#onReady = onReady;
    root.replaceChildren(
      this.#field("Name", { data: { part: "name" }, maxlength: 100, autocomplete: "off", placeholder: "my-style" }),
      this.#field("URL of its .safetensors file", { data: { part: "source" }, type: "url", inputmode: "url" }),
      this.#field("or the file", { data: { part: "file" }, type: "file", accept: ".safetensors" }),
      h("div", { class: "row" },
        h("button", { type: "button", onclick: () => this.#add() }, "Add"),
        h("progress", { max: 1, hidden: true, "aria-label": "How far the LoRA is" }),
        h("span", { class: "hint state", role: "status" })));
    root.addEventListener("keydown", (e) => {
      // It lies within the form of the picture, which Enter would send.
      if (e.key === "Enter" && e.target instanceof HTMLInputElement) (e.preventDefault(), this.#add());
    });
  }

  async #add() {
    const name = this.#input("name").value.trim();
    const button = $("button", this.#root);
    button.disabled = true;
    try {
      const file = this.#input("file").files?.[0];
      this.#show(file ? "uploading" : "asking", null);
      let adapter = await requestJson("/v1/adapters", { method: "POST", ...(file ? { form: this.#form(name, file) } : { body: this.#body(name) }) });
      while (adapter.state !== "ready" && adapter.state !== "failed") {
        this.#show(adapter.state, adapter.total_bytes ? adapter.received_bytes / adapter.total_bytes : null);
        await new Promise((resolve) => setTimeout(resolve, lookMs));
        adapter = await requestJson(`/v1/adapters/${encodeURIComponent(name)}`);
      }

      this.#end(adapter.error?.message ?? `${name} is ready.`);
      if (adapter.state === "ready") this.#onReady(name);
    } catch (error) {
      this.#end(error.message);
    } finally {
      button.disabled = false;
    }
  }

  #body(name) {
    return { name, source: this.#input("source").value.trim(), model: this.#model() };
  }

  #form(name, file) {
    const form = new FormData();
    form.append("name", name);
    form.append("model", this.#model());
    form.append("file", file);
    return form;
  }

  #show(state, fraction) {
    const bar = $("progress", this.#root);
    bar.hidden = false;
    if (fraction === null) bar.removeAttribute("value");
    else bar.value = fraction;
    setText($(".state", this.#root), state);
  }

  #end(text) {
    $("progress", this.#root).hidden = true;
    setText($(".state", this.#root), text);
  }

  /** Without names of their own, as they are no fields of the picture's form. */
  #input(part) {
    return $(`input[data-part="${part}"]`, this.#root);
  }

  #field(text, props) {
    const id = newId("register");
    return h("div", { class: "field" }, h("label", { for: id }, text), h("input", { id, ...props }));
  }
}
