// A client of AUTOMATIC1111's web UI that sends all of its fields with every request.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ControlNetUnit, StableDiffusionApi } from 'a1111-webui-api';
import sharp from 'sharp';
import { address, key, png, side, sizeOf } from './server.mjs';

const client = new StableDiffusionApi({ baseUrl: address }).setAuth('anybody', key);
const quick = { prompt: 'red heart', seed: 7, steps: 2, width: side, height: side };
const controlNet = process.env.CONTROLNET;

async function sizesOf(result) {
  return Promise.all(result.images.map(async image => sizeOf(await image.png().toBuffer())));
}

test('draws with its own defaults', async () => {
  const result = await client.txt2img({ ...quick, n_iter: 2 });
  assert.deepEqual(await sizesOf(result), [[side, side], [side, side]]);
  assert.equal(JSON.parse(result.info).sampler_name, 'Euler a');
});

test('redraws under a mask', async () => {
  const result = await client.img2img({ ...quick, steps: 4, init_images: [sharp(png(200, 30, 30))], mask_image: sharp(png(255, 255, 255)) });
  assert.deepEqual(await sizesOf(result), [[side, side]]);
});

test('has a ControlNet at work once the unit is switched on', async () => {
  const image = sharp(png(200, 30, 30, { upperHalfIsOpen: true }));
  const unit = await new ControlNetUnit({ input_image: image, module: 'canny', model: controlNet, processor_res: side }).toJson();
  const off = await client.txt2img({ ...quick, alwayson_scripts: { controlnet: { args: [unit] } } });
  assert.equal(off.images.length, 1);
  assert.match(off.info, /enabled is not true/);
  const on = await client.txt2img({ ...quick, alwayson_scripts: { controlnet: { args: [{ ...unit, enabled: true }] } } });
  assert.equal(on.images.length, 2, 'the picture and its edges');

  const edges = await client.ControlNet.detect({ controlnet_module: 'canny', controlnet_input_images: [image], controlnet_processor_res: side });
  assert.deepEqual(await sizesOf(edges), [[side, side]]);
  assert.ok((await client.ControlNet.getModels()).includes(controlNet));
  assert.deepEqual(await client.ControlNet.getModules(), ['none', 'canny']);
});

test('reads what a picture was made from', async () => {
  const made = await client.txt2img(quick);
  const { info } = await client.pngInfo(sharp(Buffer.from(made.response.data.images[0], 'base64')).withMetadata());
  assert.match(info, /Steps: 2, Sampler: Euler a, .*Seed: 7, Size: 64x64/);
});

test('finds its lists', async () => {
  for (const list of ['getSamplers', 'getSdModels', 'getUpscalers'])
    assert.ok((await client[list]()).length > 0, list);
  for (const list of ['getHypernetworks', 'getFaceRestorers', 'getRealesrganModels', 'getPromptStyles'])
    assert.deepEqual(await client[list](), [], list);
  await client.refreshCheckpoints();
  assert.equal((await client.getCmdFlags()).api, true);
  assert.equal((await client.getProgress()).progress, 0);
});

test('chooses a model', async () => {
  const [{ model_name: name }] = await client.getSdModels();
  await client.setModel(name);
  assert.equal(await client.getCurrentModel(), name);
});

test('is told which field is wrong', async () => {
  await assert.rejects(client.txt2img({ ...quick, tiling: true }), error => {
    assert.equal(error.response.status, 422);
    assert.deepEqual(error.response.data.detail[0].loc, ['body', 'tiling']);
    return true;
  });
  await assert.rejects(client.setAuth('anybody', 'wrong').getSamplers(), error => error.response.status === 401);
});
