import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';

/** What the documents point at is there, and what they show runs. */

const scripts = (JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> }).scripts;
const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], { encoding: 'utf8' });
/** Those of examples and fixtures are material; the ones of the prompt are texts for a model. */
const pages = listed
  .trim()
  .split('\n')
  .filter((path) => existsSync(path) && !/^examples\/.+\/|\/fixtures\/|\/prompt\//.test(path));

/** GitHub's name for a heading. */
const anchorOf = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\p{M} _-]/gu, '')
    .replaceAll(' ', '-');

function anchorsOf(text: string): Set<string> {
  const prose = text.replaceAll(/^```.*?^```/gms, '');
  const headings = [...prose.matchAll(/^#{1,6} (.+)$/gm)].map((match) => anchorOf(match[1] ?? ''));
  const given = [...prose.matchAll(/<a id="([^"]+)">/g)].map((match) => match[1] ?? '');
  return new Set([...headings, ...given]);
}

/** Why a link of a page leads nowhere; nothing if it leads somewhere. */
function faultOf(link: string, page: string): string[] {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : normalize(join(dirname(page), path));
  if (!existsSync(target)) return [`${link}: there is no ${target}`];
  if (anchor === undefined || anchorsOf(readFileSync(target, 'utf8')).has(anchor)) return [];
  return [`${link}: ${target} has no such heading`];
}

describe.each(pages)('%s', (page) => {
  const text = readFileSync(page, 'utf8');

  test('its links lead somewhere', () => {
    const prose = text.replaceAll(/^```.*?^```/gms, '');
    const links = [...prose.matchAll(/\]\(([^)\s]+)\)|(?:src|srcset|href)="([^"]+)"/g)].map((match) => match[1] ?? match[2] ?? '');
    const own = links.filter((link) => !/^(?:[a-z]+:|\/)/i.test(link));
    expect(own.flatMap((link) => faultOf(link, page))).toEqual([]);
  });

  test('the tests and scripts that it names exist', () => {
    const tests = [...text.matchAll(/`([\w./-]+\.ts)`: «([^»]+)»/g)].map(([, path = '', name = '']) => ({ path, name }));
    expect(tests.filter(({ path, name }) => !existsSync(path) || !readFileSync(path, 'utf8').includes(name))).toEqual([]);
    const named = [...text.matchAll(/\bnpm run (?:--silent )?([\w:-]+)/g)].map((match) => match[1] ?? '');
    expect(named.filter((script) => !(script in scripts))).toEqual([]);
  });
});

const blockOf = (page: string, language: string): string => {
  const block = new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(readFileSync(page, 'utf8'))?.[1];
  if (block === undefined) throw new Error(`${page} has no block of ${language}`);
  return block;
};

test.each(['packages/redux/README.md', 'docs/guide/embed.md'])('what %s takes from an example is in it, to the letter', (page) => {
  const taken = [...readFileSync(page, 'utf8').matchAll(/^```jsx?\n\/\/ (examples\/\S+)\n([^]*?)^```/gm)];
  expect(taken.length).toBeGreaterThan(1);
  for (const [, path = '', text = ''] of taken) expect(readFileSync(path, 'utf8'), `in ${path}`).toContain(text.trimEnd());
});

test.each(['packages/api/README.md', 'packages/drivers/README.md'])('the example of %s prints what it says', async (page) => {
  const directory = await mkdtemp(join(tmpdir(), 'devteam-docs-'));
  try {
    await symlink(join(import.meta.dirname, 'node_modules'), join(directory, 'node_modules'));
    await writeFile(join(directory, 'example.mts'), blockOf(page, 'ts'));
    const printed = execFileSync(process.execPath, ['example.mts'], { cwd: directory, encoding: 'utf8' });
    expect(printed).toBe(blockOf(page, 'text'));
  } finally {
    await rm(directory, { recursive: true });
  }
});
