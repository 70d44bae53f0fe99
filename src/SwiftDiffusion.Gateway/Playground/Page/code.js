// The request as a program would send it. Pictures become files that the code reads.
import { h } from "./dom.js";
import { keyHeaders } from "./key.js";

/** Not data but a piece of code. */
class Raw {
  /** @param {string} code */
  constructor(code) {
    this.code = code;
  }
}

const openAiFields = ["model", "prompt", "n", "size", "output_format"];

export const languages = [
  { id: "curl", name: "curl", write: curl },
  { id: "python", name: "Python, openai", write: python },
  { id: "javascript", name: "JavaScript, openai", write: javascript },
];

/** @param {any} body @param {string} origin @param {boolean} hasKey whether the server wants one */
function curl(body, origin, hasKey) {
  const hasFiles = Boolean(body.image || body.controlnets);
  const json = literal(withFiles(body, (name) => new Raw(`"$(base64 -w0 ${name})"`), true), hasFiles ? shellStyle : jsonStyle);
  const open = hasFiles ? "<<JSON" : "<<'JSON'";
  const key = hasKey ? `-H "Authorization: Bearer $API_KEY" ` : "";
  if (body.image) {
    return `curl -s ${origin}/v1/jobs -H 'Prefer: wait=60' -H 'Content-Type: application/json' \\\n  ${key}-d @- ${open} \\\n`
      + `  | jq -r '.images[0].url' | xargs -I{} curl -s ${key}-o picture.${extension(body)} ${origin}{}\n${json}\nJSON\n`;
  }
  return `curl -s ${origin}/v1/images/generations -H 'Content-Type: application/json' \\\n  ${key}-d @- ${open} \\\n`
    + `  | jq -r '.data[0].b64_json' | base64 -d > picture.${extension(body)}\n${json}\nJSON\n`;
}

/** @type {typeof curl} */
function python(body, origin, hasKey) {
  const isEdit = Boolean(body.image);
  const { plain, extra } = split(withFiles(body, (name) => new Raw(`b64(${literal(name, jsonStyle)})`), false));
  const nested = isEdit ? textOfLists(extra, (value) => new Raw(`json.dumps(${literal(value, pythonStyle, 2)})`)) : extra;
  const files = isEdit ? `    image=open("start.png", "rb"),\n${body.mask ? `    mask=open("mask.png", "rb"),  # transparent where the picture is to change\n` : ""}` : "";
  const fields = Object.entries(plain).map(([name, value]) => `    ${name}=${literal(value, pythonStyle, 1)},\n`).join("");
  const needsFiles = Boolean(body.controlnets);
  return `import base64\n${isEdit && hasLists(extra) ? "import json\n" : ""}${hasKey ? "import os\n" : ""}from openai import OpenAI\n\n`
    + `${needsFiles ? `def b64(path):\n    return base64.b64encode(open(path, "rb").read()).decode()\n\n` : ""}`
    + `client = OpenAI(base_url="${origin}/v1", api_key=${hasKey ? 'os.environ["API_KEY"]' : '"none"'})\n`
    + `answer = client.images.${isEdit ? "edit" : "generate"}(\n${files}${fields}`
    + `    extra_body=${literal(nested, pythonStyle, 1)},\n)\n`
    + `with open("picture.${extension(body)}", "wb") as file:\n    file.write(base64.b64decode(answer.data[0].b64_json))\n`;
}

/** @type {typeof curl} */
function javascript(body, origin, hasKey) {
  const isEdit = Boolean(body.image);
  const all = withFiles(body, (name) => new Raw(`readFileSync(${literal(name, jsonStyle)}, "base64")`), false);
  const { plain, extra } = split(all);
  const nested = isEdit ? textOfLists(extra, (value) => new Raw(`JSON.stringify(${literal(value, scriptStyle, 1)})`)) : extra;
  const files = isEdit ? { image: new Raw(`createReadStream("start.png")`), ...(body.mask && { mask: new Raw(`createReadStream("mask.png")`) }) } : {};
  const note = body.mask ? "// mask.png is transparent where the picture is to change\n" : "";
  return `import { ${isEdit ? "createReadStream, " : ""}${body.controlnets ? "readFileSync, " : ""}writeFileSync } from "node:fs";\nimport OpenAI from "openai";\n\n`
    + `const client = new OpenAI({ baseURL: "${origin}/v1", apiKey: ${hasKey ? "process.env.API_KEY" : '"none"'} });\n${note}`
    + `const answer = await client.images.${isEdit ? "edit" : "generate"}(${literal({ ...files, ...plain, ...nested }, scriptStyle)});\n`
    + `writeFileSync("picture.${extension(body)}", Buffer.from(answer.data[0].b64_json, "base64"));\n`;
}

const extension = (body) => ({ jpeg: "jpg", webp: "webp" })[body.output_format] ?? "png";

/** The body with code in place of each picture. @param {any} body @param {(name: string) => Raw} fileOf @param {boolean} isWhole whether start picture and mask stay in it */
function withFiles(body, fileOf, isWhole) {
  const { image, mask, controlnets, previews, priority, ...rest } = body;
  return {
    ...rest,
    ...(controlnets && { controlnets: controlnets.map((unit, i) => ({ ...unit, image: fileOf(`control-${i + 1}.png`) })) }),
    ...(isWhole && image && { image: fileOf("start.png") }),
    ...(isWhole && mask && { mask: fileOf("mask.png") }),
  };
}

/** Into the client's own fields and those it passes on. */
function split(body) {
  const own = Object.entries(body).filter(([name]) => openAiFields.includes(name));
  const other = Object.entries(body).filter(([name]) => !openAiFields.includes(name));
  return { plain: Object.fromEntries(own), extra: Object.fromEntries(other) };
}

const hasLists = (fields) => Object.values(fields).some(Array.isArray);

/** Forms carry lists as JSON. */
function textOfLists(fields, write) {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, Array.isArray(value) ? write(value) : value]));
}

const jsonStyle = { key: JSON.stringify, text: JSON.stringify, comma: "", indent: "  " };
/** Where the shell fills files in, it must find nothing else to fill in. */
const shellStyle = { ...jsonStyle, text: (text) => JSON.stringify(text).replace(/[\\$`]/g, "\\$&") };
const scriptStyle = { ...jsonStyle, key: (name) => name, comma: "," };
const pythonStyle = { ...jsonStyle, comma: ",", indent: "    " };

/** A value as source text; short lists stay on one line. */
function literal(value, style, depth = 0) {
  if (value instanceof Raw) return value.code;
  if (typeof value === "string") return style.text(value);
  if (typeof value !== "object") return String(value);
  const isList = Array.isArray(value);
  const [open, close] = isList ? "[]" : "{}";
  const entries = isList ? value.map((item) => literal(item, style, depth + 1)) : Object.entries(value).map(([name, item]) => `${style.key(name)}: ${literal(item, style, depth + 1)}`);
  const line = isList ? `${open}${entries.join(", ")}${close}` : `${open} ${entries.join(", ")} ${close}`;
  if (depth > 0 && line.length <= 72 && !line.includes("\n")) return line;
  const pad = style.indent.repeat(depth + 1);
  return `${open}\n${entries.map((entry) => pad + entry).join(",\n")}${style.comma}\n${style.indent.repeat(depth)}${close}`;
}

/** Tabs with the code of each language. */
export class CodeView {
  #tabs; #text; #language = languages[0]; #body = null;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#text = root.querySelector("pre");
    this.#tabs = languages.map((language) => h("button", {
      type: "button", role: "tab", id: `tab-${language.id}`, "aria-controls": "code-text", onclick: () => this.#choose(language),
    }, language.name));
    const list = root.querySelector("[role=tablist]");
    list.append(...this.#tabs);
    list.addEventListener("keydown", (e) => {
      const by = { ArrowLeft: -1, ArrowRight: 1 }[e.key];
      if (!by) return;
      this.#choose(languages[(languages.indexOf(this.#language) + by + languages.length) % languages.length]);
      this.#tabs[languages.indexOf(this.#language)].focus();
    });
    root.querySelector("#copy").addEventListener("click", (e) => copy(this.#text.textContent, e.target));
    this.#choose(this.#language);
  }

  /** @param {any} body */
  show(body) {
    this.#body = body;
    this.#text.textContent = this.#language.write(body, location.origin, "Authorization" in keyHeaders());
  }

  #choose(language) {
    this.#language = language;
    this.#tabs.forEach((tab, i) => {
      tab.setAttribute("aria-selected", String(languages[i] === language));
      tab.tabIndex = languages[i] === language ? 0 : -1;
    });
    this.#text.setAttribute("aria-labelledby", `tab-${language.id}`);
    if (this.#body) this.show(this.#body);
  }
}

/** The clipboard is there on secure pages only; elsewhere the text is selected, ready for Ctrl+C. */
async function copy(text, button) {
  const label = button.textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
  } catch {
    getSelection().selectAllChildren(document.querySelector("#code-text"));
    button.textContent = "Selected";
  }
  setTimeout(() => (button.textContent = label), 1500);
}
