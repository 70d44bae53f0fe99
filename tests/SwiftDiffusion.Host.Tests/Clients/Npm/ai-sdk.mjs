// Vercel's AI SDK over its provider for OpenAI-compatible servers.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { APICallError, generateImage } from 'ai';
import { address, key, png, side, size, sizeOf } from './server.mjs';

const provider = createOpenAICompatible({ name: 'swiftdiffusion', baseURL: `${address}/v1`, apiKey: key });
const model = provider.imageModel(process.env.MODEL);
const quick = { size, maxRetries: 0, providerOptions: { swiftdiffusion: { num_inference_steps: 2 } } };

test('generates', async () => {
  const { images } = await generateImage({ model, prompt: 'red heart', n: 2, ...quick });
  assert.deepEqual(images.map(image => [image.mediaType, ...sizeOf(image.uint8Array)]), [['image/png', side, side], ['image/png', side, side]]);
});

test('edits', async () => {
  const { image } = await generateImage({ model, prompt: { images: [png(200, 30, 30)], text: 'blue heart' }, ...quick });
  assert.deepEqual(sizeOf(image.uint8Array), [side, side]);
});

test('tells what is wrong', async () => {
  await assert.rejects(generateImage({ model, prompt: 'p', ...quick, size: '100x100' }), error => {
    assert.ok(APICallError.isInstance(error));
    assert.equal(error.statusCode, 400);
    assert.match(error.message, /^size: found "100x100"; accepted: /);
    return true;
  });
});
