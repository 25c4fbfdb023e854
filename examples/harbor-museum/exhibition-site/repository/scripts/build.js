import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readContent } from '../src/content.js';
import { sitePages } from '../src/site-pages.js';

const root = join(import.meta.dirname, '..');
const target = join(root, 'public');

const pages = sitePages(readContent(join(root, 'content')));
rmSync(target, { recursive: true, force: true });
for (const { path, html } of pages) {
  const file = join(target, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, html);
}
console.log(`${pages.length} pages in public/`);
