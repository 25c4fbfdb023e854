import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));

/** All that the curators keep, as one object. */
export function readContent(folder) {
  return { museum: readJson(join(folder, 'museum.json')), exhibitions: readJson(join(folder, 'exhibitions.json')) };
}
