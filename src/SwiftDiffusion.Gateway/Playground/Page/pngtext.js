// Finds a text chunk in a PNG (PNG specification, 11.3.3): tEXt, zTXt and iTXt.

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/**
 * @param {ArrayBuffer} file
 * @param {string} keyword
 * @returns {Promise<string | null>} null when there is no such chunk, or this is no PNG
 */
export async function readPngText(file, keyword) {
  const bytes = new Uint8Array(file);
  if (signature.some((byte, i) => bytes[i] !== byte)) return null;
  const view = new DataView(file);
  for (let at = signature.length; at + 12 <= bytes.length; ) {
    const length = view.getUint32(at);
    const type = latin1(bytes.subarray(at + 4, at + 8));
    const data = bytes.subarray(at + 8, at + 8 + length);
    const text = await textOf(type, data, keyword);
    if (text !== null) return text;
    at += length + 12;
  }
  return null;
}

async function textOf(type, data, keyword) {
  const end = data.indexOf(0);
  if (end < 0 || latin1(data.subarray(0, end)) !== keyword) return null;
  const rest = data.subarray(end + 1);
  switch (type) {
    case "tEXt": return latin1(rest);
    case "zTXt": return latin1(await inflated(rest.subarray(1)));
    case "iTXt": {
      // compression flag, compression method, language, translated keyword, text
      const language = rest.indexOf(0, 2);
      const text = rest.subarray(rest.indexOf(0, language + 1) + 1);
      return new TextDecoder().decode(rest[0] === 1 ? await inflated(text) : text);
    }
    default: return null;
  }
}

// Not TextDecoder("latin1"): that is Windows-1252.
const latin1 = (bytes) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");

async function inflated(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
