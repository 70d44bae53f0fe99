// The server that the scripts of this folder talk to, named by their environment, and small pictures to send it.
import { deflateSync, crc32 } from 'node:zlib';

export const side = 64;
export const size = `${side}x${side}`;
export const address = process.env.SERVER;
export const key = process.env.API_KEY;
export const meteredKey = process.env.METERED_API_KEY;

/** A picture of one colour whose upper half may be transparent. */
export function png(red, green, blue, { upperHalfIsOpen = false } = {}) {
  const rows = [];
  for (let y = 0; y < side; y++) {
    const alpha = upperHalfIsOpen && y < side / 2 ? 0 : 255;
    rows.push(Buffer.from([0]), ...Array.from({ length: side }, () => Buffer.from([red, green, blue, alpha])));
  }

  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([8, 6], 8);
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), chunk('IHDR', header), chunk('IDAT', deflateSync(Buffer.concat(rows))), chunk('IEND', Buffer.alloc(0))]);
}

/** Width and height as a PNG file states them, given its bytes or its base64. */
export function sizeOf(picture) {
  const file = typeof picture === 'string' ? Buffer.from(picture, 'base64') : Buffer.from(picture);
  if (file.toString('latin1', 1, 4) !== 'PNG')
    throw new Error(`no PNG: ${file.toString('latin1', 0, 16)}`);
  return [file.readUInt32BE(16), file.readUInt32BE(20)];
}

function chunk(type, content) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(content.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}
