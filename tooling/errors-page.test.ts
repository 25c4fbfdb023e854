import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { errorCatalogue, failureClasses } from '../packages/api/src/index.ts';
import { errorSections } from './errors-page.ts';
import { fillMarkers } from './fill-markers.ts';

const path = join(import.meta.dirname, '../docs/guide/errors.md');

test('docs/guide/errors.md says what the catalogue says; bring it up to date with `npx vitest run tooling/errors-page.test.ts -u`', async () => {
  const sections = errorSections(errorCatalogue, failureClasses);
  for (const code of Object.keys(errorCatalogue)) expect(sections).toContain(`<a id="${code}"></a>`);
  await expect(fillMarkers(readFileSync(path, 'utf8'), 'errors', sections)).toMatchFileSnapshot(path);
});
