// @vitest-environment node
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const style = readFileSync(join(import.meta.dirname, 'style.css'), 'utf8').replaceAll(/\/\*[^]*?\*\//g, '');
const keyframes = [...style.matchAll(/@keyframes (\S+) \{[^]*?\n\}/g)];
const rules = keyframes
  .reduce((rest, [whole]) => rest.replace(whole, ''), style)
  .replaceAll(/@media [^{]*\{/g, '')
  .matchAll(/([^{}]+)\{([^{}]*)\}/g);
const all = [...rules].map(([, head = '', body = '']) => ({
  // Commas inside of brackets part nothing.
  selectors: head
    .trim()
    .split(/,\s*(?![^()]*\))/)
    .map((selector) => selector.trim()),
  body,
}));

test('every rule begins at our class, so nothing of a host is touched', () => {
  expect(all.length).toBeGreaterThan(80);
  const selectors = all.flatMap((rule) => rule.selectors);
  expect(selectors.filter((selector) => !/^(?:html\.dark )?\.devteam(?![\w-])/.test(selector))).toEqual([]);
});

test('names that are shared by the whole page begin with ours', () => {
  expect(keyframes.map(([, name]) => name).filter((name) => !name?.startsWith('devteam-'))).toEqual([]);
  const defined = all.flatMap(({ body }) => [...body.matchAll(/(--[\w-]+):/g)].map(([, name = '']) => name));
  expect(defined.filter((name) => !name.startsWith('--dt-'))).toEqual([]);
  expect(style).not.toMatch(/@(?:import|font-face|layer|property|container)\b|url\(|!important/);
});

test('every class that a component has is styled, and every one that is styled is some component’s', () => {
  const components = join(import.meta.dirname, 'components');
  const files = readdirSync(components).filter((name) => /(?<!\.test)\.tsx$/.test(name));
  const classesOf = (text: string, form: RegExp) => [...new Set(text.match(form))].toSorted();
  const used = classesOf(files.map((name) => readFileSync(join(components, name), 'utf8')).join('\n'), /(?<![\w-])dt-[\w-]+/g);
  expect(used).toEqual(classesOf(style, /(?<=\.)dt-[\w-]+/g));
});
