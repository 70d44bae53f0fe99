// A client of AUTOMATIC1111's web UI from before its ControlNet extension had scripts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import sdwebui from 'node-sd-webui';
import { address, key, png, side, sizeOf } from './server.mjs';

// The client cannot send a key; an application would put a proxy in between.
const plainFetch = globalThis.fetch;
globalThis.fetch = (url, init) => plainFetch(url, { ...init, headers: { ...init.headers, 'x-api-key': key } });

const client = sdwebui({ apiUrl: address });
const quick = { prompt: 'red heart', seed: 7, steps: 2, width: side, height: side, samplingMethod: 'Euler a' };

test('draws', async () => {
  const { images, parameters, info } = await client.txt2img({ ...quick, negativePrompt: 'blue', batchSize: 2, cfgScale: 5 });
  assert.deepEqual(images.map(sizeOf), [[side, side], [side, side]]);
  assert.equal(parameters.negative_prompt, 'blue');
  assert.deepEqual(JSON.parse(info).all_seeds, [7, 8]);
});

test('redraws', async () => {
  const { images } = await client.img2img({ ...quick, imageData: [png(200, 30, 30).toString('base64')], steps: 4 });
  assert.deepEqual(sizeOf(images[0]), [side, side]);
});

test('has a ControlNet at work', async () => {
  const unit = { model: process.env.CONTROLNET, preprocessor: 'canny', inputImageData: png(200, 30, 30, { upperHalfIsOpen: true }).toString('base64') };
  const { images: [plain] } = await client.txt2img(quick);
  const { images } = await client.txt2img({ ...quick, extensions: { controlNet: [unit] } });
  assert.equal(images.length, 2, 'the picture and its edges');
  assert.ok(images[0] !== plain);
  const redrawn = await client.img2img({ ...quick, steps: 4, imageData: [plain], extensions: { controlNet: [unit] } });
  assert.deepEqual(sizeOf(redrawn.images[0]), [side, side]);
});

test('reads what a picture was made from', async () => {
  const { images: [picture] } = await client.txt2img({ ...quick, negativePrompt: 'blue', samplingMethod: 'DDIM' });
  const { prompt, negativePrompt, steps, samplingMethod, seed, width } = await client.pngInfo({ imageData: picture });
  assert.deepEqual({ prompt, negativePrompt, steps, samplingMethod, seed, width }, { prompt: 'red heart', negativePrompt: 'blue', steps: 2, samplingMethod: 'DDIM', seed: 7, width: side });
});

test('is refused in words', async () => {
  await assert.rejects(client.txt2img({ ...quick, samplingMethod: 'nope' }), /Not Found/);
  await assert.rejects(client.txt2img({ ...quick, restoreFaces: true }), /Unprocessable/);
});
