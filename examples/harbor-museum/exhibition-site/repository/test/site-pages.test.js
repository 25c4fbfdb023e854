import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { readContent } from '../src/content.js';
import { sitePages } from '../src/site-pages.js';

const pages = sitePages(readContent(join(import.meta.dirname, '../content')));

test('the front page names the museum and where it is', () => {
  const front = pages.find(({ path }) => path === 'index.html');
  assert.match(front.html, /Harbor Museum/);
  assert.match(front.html, /Pier 4/);
});

test('no two pages share a path', () => {
  assert.equal(new Set(pages.map(({ path }) => path)).size, pages.length);
});
