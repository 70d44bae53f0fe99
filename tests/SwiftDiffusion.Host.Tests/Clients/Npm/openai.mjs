// The official client for JavaScript.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import OpenAI, { toFile } from 'openai';
import { address, key, meteredKey, png, side, size, sizeOf } from './server.mjs';

const client = new OpenAI({ baseURL: `${address}/v1`, apiKey: key });
const quick = { size, num_inference_steps: 2 };

/** A client that notes each of its requests: when it was sent, what it said of earlier ones, and the answer. */
function watched(apiKey) {
  const attempts = [];
  const watch = async (url, init) => {
    const attempt = { at: performance.now(), retryCount: new Headers(init.headers).get('x-stainless-retry-count') };
    attempts.push(attempt);
    attempt.response = await fetch(url, init);
    return attempt.response;
  };
  return { attempts, client: new OpenAI({ baseURL: `${address}/v1`, apiKey, fetch: watch }) };
}

test('lists and finds models', async () => {
  const models = [];
  for await (const model of client.models.list())
    models.push(model.id);
  assert.ok(models.length > 0);
  assert.equal((await client.models.retrieve(models[0])).object, 'model');
});

test('generates, with fields that only this server knows', async () => {
  const { data, _request_id } = await client.images.generate({ prompt: 'red heart', n: 2, seed: 7, loras: [], ...quick });
  assert.deepEqual(data.map(image => [image.seed, ...sizeOf(image.b64_json)]), [[7, side, side], [8, side, side]]);
  assert.ok(data[0].b64_json !== data[1].b64_json);
  assert.match(_request_id, /^req_/);
});

test('is given an address where the picture is', async () => {
  const { data } = await client.images.generate({ prompt: 'red heart', response_format: 'url', ...quick });
  const response = await fetch(data[0].url);
  assert.deepEqual(sizeOf(await response.arrayBuffer()), [side, side]);
});

test('streams partial images and the final one', async () => {
  const stream = await client.images.generate({ prompt: 'red heart', stream: true, partial_images: 2, size, num_inference_steps: 6 });
  const events = [];
  for await (const event of stream)
    events.push(event);
  assert.deepEqual(events.map(event => event.type), ['image_generation.partial_image', 'image_generation.partial_image', 'image_generation.completed']);
  assert.deepEqual(events.map(event => event.partial_image_index), [0, 1, undefined]);
  assert.ok(events.every(event => sizeOf(event.b64_json)[0] === side && event.output_format === 'png' && event.size === size));
  assert.equal(typeof events[2].usage.total_tokens, 'number');
});

test('edits one picture, alone, as the one of an array, and under a mask', async () => {
  const picture = () => toFile(png(200, 30, 30), 'picture.png', { type: 'image/png' });
  const mask = await toFile(png(0, 0, 0, { upperHalfIsOpen: true }), 'mask.png', { type: 'image/png' });
  for (const source of [{ image: await picture() }, { image: [await picture()] }, { image: await picture(), mask }]) {
    const { data } = await client.images.edit({ ...source, prompt: 'blue heart', ...quick });
    assert.deepEqual(sizeOf(data[0].b64_json), [side, side]);
  }

  await assert.rejects(client.images.edit({ image: [await picture(), await picture()], prompt: 'blue heart', ...quick }), error => error.param === 'image');
});

test('edits as a stream', async () => {
  const image = await toFile(png(200, 30, 30), 'picture.png', { type: 'image/png' });
  const types = [];
  for await (const event of await client.images.edit({ image, prompt: 'blue heart', stream: true, partial_images: 1, size, num_inference_steps: 6 }))
    types.push(event.type);
  assert.deepEqual(types, ['image_edit.partial_image', 'image_edit.completed']);
});

test('varies a picture', async () => {
  const image = await toFile(png(200, 30, 30), 'picture.png', { type: 'image/png' });
  const { data } = await client.images.createVariation({ image, n: 2, size });
  assert.deepEqual(data.map(picture => sizeOf(picture.b64_json)), [[side, side], [side, side]]);
});

test('throws errors of its classes, with the field to blame', async () => {
  const refusals = [
    [{ prompt: 'p', size: '100x100' }, OpenAI.BadRequestError, { status: 400, type: 'invalid_request_error', code: 'invalid_request', param: 'size' }],
    [{ prompt: 'p', nn: 2 }, OpenAI.BadRequestError, { status: 400, type: 'invalid_request_error', code: 'invalid_request', param: 'nn' }],
    [{ prompt: 'p', loras: [{ name: 'nobody' }] }, OpenAI.BadRequestError, { status: 400, type: 'invalid_request_error', code: 'unknown_adapter', param: 'loras[0].name' }],
    [{ prompt: 'p', model: 'dall-e-3' }, OpenAI.NotFoundError, { status: 404, type: 'invalid_request_error', code: 'unknown_model', param: 'model' }],
    [{ prompt: 'p', stream: true, n: 11 }, OpenAI.BadRequestError, { status: 400, type: 'invalid_request_error', code: 'invalid_request', param: 'n' }],
  ];
  for (const [request, kind, expected] of refusals) {
    const { attempts, client: once } = watched(key);
    await assert.rejects(once.images.generate(request), error => {
      assert.ok(error instanceof kind, error.constructor.name);
      const { status, type, code, param } = error;
      assert.deepEqual({ status, type, code, param }, expected);
      assert.match(error.message, /found .+; accepted: /);
      assert.equal(error.requestID, attempts[0].response.headers.get('x-request-id'));
      return true;
    });
    assert.equal(attempts.length, 1);
    assert.equal(attempts[0].response.headers.get('x-should-retry'), 'false');
  }
});

test('is refused without a key of the server', async () => {
  const stranger = new OpenAI({ baseURL: `${address}/v1`, apiKey: 'stranger' });
  await assert.rejects(stranger.models.list(), error =>
    error instanceof OpenAI.AuthenticationError && error.code === 'invalid_api_key' && error.type === 'authentication_error');
});

test('repeats what it is told to repeat, when it is told to', async () => {
  const { attempts, client: metered } = watched(meteredKey);
  // Refusals count as well, so that the rate is used up soon; the request after the last allowed one is refused once, and waits.
  while (attempts.length === 0 || attempts.at(-1).retryCount !== '1')
    await assert.rejects(metered.images.generate({ prompt: '' }), OpenAI.BadRequestError);
  const [refused, repeated] = attempts.slice(-2);
  assert.equal(refused.response.status, 429);
  assert.equal(refused.response.headers.get('x-should-retry'), 'true');
  const seconds = Number(refused.response.headers.get('retry-after'));
  assert.ok(seconds >= 1 && seconds <= 60, `Retry-After: ${seconds}`);
  // A timer may fire up to a millisecond early.
  assert.ok(repeated.at - refused.at >= seconds * 1000 - 1, `${repeated.at - refused.at} ms of ${seconds} s`);

  const impatient = new OpenAI({ baseURL: `${address}/v1`, apiKey: meteredKey, maxRetries: 0 });
  let last;
  do
    last = await impatient.images.generate({ prompt: '' }).catch(error => error);
  while (last instanceof OpenAI.BadRequestError);
  assert.ok(last instanceof OpenAI.RateLimitError);
  assert.deepEqual([last.code, last.type], ['rate_limit_exceeded', 'rate_limit_error']);
});

test('stops a picture that it no longer wants', async () => {
  const impatience = new AbortController();
  const stream = await client.images.generate({ prompt: 'red heart', stream: true, size, num_inference_steps: 500, partial_images: 3 }, { signal: impatience.signal });
  impatience.abort();
  for await (const _ of stream)
    ;
  const newest = async () => (await client.get('/jobs', { query: { limit: 1 } })).data[0].status;
  let status;
  do
    status = await newest();
  while (status === 'running' || status === 'queued');
  assert.equal(status, 'cancelled');
});
