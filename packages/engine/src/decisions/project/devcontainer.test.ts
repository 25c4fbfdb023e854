import { expect, test } from 'vitest';
import { imageOfDevcontainer } from './devcontainer.ts';

test.for([
  ['{"image":"node:24"}', { image: 'node:24' }],
  ['\uFEFF// Ours\n{ /* as usual */ "image": " registry.example/a//b:1 ", "features": {}, }', { image: 'registry.example/a//b:1' }],
  [String.raw`{"name": "a \" // no comment", "image": "x", "list": [1, 2,],}`, { image: 'x' }],
  ['{"build":{"dockerfile":"Dockerfile"}}', { why: expect.stringContaining('--image') }],
  ['{"dockerFile":"Dockerfile"}', { why: expect.stringContaining('Dockerfile') }],
  ['{"dockerComposeFile":"compose.yml"}', { why: expect.stringContaining('compose') }],
  ['{"image":""}', { why: 'it names no image' }],
  ['{"image":["x"]}', { why: 'it names no image' }],
  ['[]', { why: 'it is not JSON with comments' }],
  ['image: x', { why: 'it is not JSON with comments' }],
  ['', { why: 'it is not JSON with comments' }],
] as const)('%s', ([text, expected]) => expect(imageOfDevcontainer(text)).toEqual(expected));
