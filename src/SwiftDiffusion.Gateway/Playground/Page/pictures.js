// Pictures as canvases: read from files, cut to a size, written as data URLs.

/** Larger ones are made smaller when they are read; nothing is drawn from more. */
const longestSide = 2048;

/** @param {number} width @param {number} height */
export function newCanvas(width, height) {
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(width));
  canvas.height = Math.max(1, Math.round(height));
  return canvas;
}

/** @param {HTMLCanvasElement} canvas */
export function contextOf(canvas) {
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.imageSmoothingQuality = "high";
  return context;
}

/** @param {Blob} file @returns {Promise<HTMLCanvasElement>} @throws {Error} with a sentence, when it is no picture */
export async function readPicture(file) {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => {
    throw new Error(`${file.name ?? "This file"} cannot be read as a picture.`);
  });
  const scale = Math.min(1, longestSide / Math.max(bitmap.width, bitmap.height));
  const canvas = newCanvas(bitmap.width * scale, bitmap.height * scale);
  contextOf(canvas).drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return canvas;
}

/** The middle of a picture, as large as fits, at exactly this size. @param {HTMLCanvasElement} picture @param {number} width @param {number} height */
export function covering(picture, width, height) {
  const scale = Math.max(width / picture.width, height / picture.height);
  const canvas = newCanvas(width, height);
  const [w, h] = [picture.width * scale, picture.height * scale];
  contextOf(canvas).drawImage(picture, (width - w) / 2, (height - h) / 2, w, h);
  return canvas;
}

/** White where anything was painted, black elsewhere. @param {HTMLCanvasElement} painted */
export function maskOf(painted) {
  const canvas = newCanvas(painted.width, painted.height);
  const context = contextOf(canvas);
  context.drawImage(painted, 0, 0);
  context.globalCompositeOperation = "source-in";
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.globalCompositeOperation = "destination-over";
  context.fillStyle = "#000";
  context.fillRect(0, 0, canvas.width, canvas.height);
  return canvas;
}

/** @param {HTMLCanvasElement} canvas */
export const toPng = (canvas) => canvas.toDataURL("image/png");

/** A data or blob URL as a canvas. @param {string} url */
export async function fromUrl(url) {
  const image = new Image();
  image.src = url;
  await image.decode();
  const canvas = newCanvas(image.naturalWidth, image.naturalHeight);
  contextOf(canvas).drawImage(image, 0, 0);
  return canvas;
}
