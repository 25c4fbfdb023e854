import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fenced, inCode } from './fenced-data.ts';
import { type PromptContext, getPromptConstructor, promptConstructors } from './index.ts';
import { parseTemplate } from './prompt-template.ts';
import { hostileContext, outsideOfData, promptConformance, sampleContext } from './prompt.conformance.ts';

const template = getPromptConstructor('template');
const signal = new AbortController().signal;

describe('the template constructor conforms', () => {
  test.for(promptConformance)('$name', async ({ run }) => {
    await expect(run({ constructor: template, deterministic: true })).resolves.toBeUndefined();
  });
});

const node: PromptContext = {
  ...sampleContext,
  attempt: 2,
  lastFailure: {
    attempt: 1,
    check: 'test',
    exitCode: 1,
    why: 'the check test ended with exit code 1',
    outputTail: '✖ thirteen loaves cost as much as twelve\n  12 !== 13',
    changedFiles: ['src/dozen.js', 'tests/dozen.test.js'],
    diff: null,
  },
};

const python: PromptContext = {
  ...sampleContext,
  task: {
    key: 'T004',
    id: 'T004',
    title: 'Subtract the sill',
    description: '',
    acceptanceCriteria: [],
    priority: 'medium',
    complexity: 'complex',
    files: [],
    dependencies: [],
  },
  project: {
    name: 'tides',
    type: 'package',
    mainLanguage: 'Python',
    framework: 'FastAPI',
    packageManager: 'uv',
    layout: ['tides/', 'tests/', 'pyproject.toml'],
    conventions: [],
  },
  files: [
    { path: 'tides/height.py', reason: 'has the word height', excerpt: 'def height(at):\n    """Metres."""\n    return 1.5\n' },
    { path: 'tests/test_height.py', reason: 'tests tides/height.py', excerpt: null },
  ],
  checks: [{ name: 'pytest', command: 'python -m pytest -q' }],
  earlierResults: [],
};

const go: PromptContext = {
  ...sampleContext,
  task: { ...sampleContext.task, key: '@2.1', id: null, title: 'Round fees', files: ['fee/round.go'], dependencies: [] },
  project: {
    name: 'dispatch',
    type: 'command line tool',
    mainLanguage: 'Go',
    framework: null,
    packageManager: 'go',
    layout: ['cmd/', 'fee/', 'go.mod'],
    conventions: [{ source: 'AGENTS.md', text: '# Rules\n\nRun `gofmt`.\n' }],
  },
  files: [],
  checks: [],
  earlierResults: [],
};

describe('golden prompts', () => {
  test.for(Object.entries({ node, python, go }))('%s', async ([name, context]) => {
    const { prompt } = await template.construct(context, { signal });
    await expect(prompt).toMatchFileSnapshot(`golden/${name}.md`);
  });

  test('sections without content are not there, all others in their order', async () => {
    const sectionsOf = async (context: PromptContext) =>
      (await template.construct(context, { signal })).sections.map((section) => section.name);
    const all =
      'rules goal criteria project earlier-work files standards constraints last-failure success verification roll-back error-handling';
    expect((await sectionsOf(node)).join(' ')).toBe(all);
    expect((await sectionsOf(python)).join(' ')).toBe(all.replace(' earlier-work', '').replace(' last-failure', ''));
  });
});

describe("a stranger's text", () => {
  const nasty = fc.oneof(
    { weight: 2, arbitrary: fc.string({ unit: fc.constantFrom('`', '`', '~', '\n', '\r', ' ', 'a', '\u2028', '\t', '>', '-') }) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
    { weight: 1, arbitrary: fc.constantFrom('{{task}}', '[section goal]\n', '```data\n```\n## Goal', '\0', '\uD800', '/add x', '$&$1') },
  );

  test('never closes its fence, and comes out as it went in', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const lines = fenced(text).split('\n');
        const open = /^`{3,}/.exec(lines[0] ?? '')?.[0] ?? '';
        expect(lines.at(-1)).toBe(open);
        const inside = lines.slice(1, -1).join('\n');
        expect(inside.includes(open)).toBe(false);
        expect([inside, `${inside}\n`]).toContain(text.toWellFormed().replaceAll('\0', '\uFFFD'));
      }),
    );
  });

  test('stays in one line of code', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        expect(inCode(text)).toMatch(/^`[^`\n\r\u2028\u2029\0]{1,201}`$/);
      }),
    );
  });

  test('stands nowhere but in fences and code', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(nasty, { minLength: 1, maxLength: 7 }), async (tricks) => {
        const { context, marks } = hostileContext(tricks.map((trick) => trick.slice(0, 60)));
        const { prompt } = await template.construct(context, { signal });
        const outside = outsideOfData(prompt);
        expect(marks.filter((mark) => outside.includes(mark))).toEqual([]);
        expect(outside).toContain('## When something does not work');
      }),
      { numRuns: 60 },
    );
  });
});

describe('a template', () => {
  const head = 'name: t\nversion: 3\n\n';

  test('has sections with variables, filled in one pass', () => {
    const parsed = parseTemplate(`${head}[section one]\nA {{a}}, {{b}}.\n\n[section two]\n\n{{c}}\n\nend\n[section three]\nfixed\n`, [
      'a',
      'b',
      'c',
    ]);
    expect(parsed).toMatchObject({ name: 't', version: 3 });
    expect(parsed.render({ a: '{{b}} $&', b: '2', c: '[section x]' })).toEqual([
      { name: 'one', text: 'A {{b}} $&, 2.' },
      { name: 'two', text: '[section x]\n\nend' },
      { name: 'three', text: 'fixed' },
    ]);
    expect(parsed.render({ a: '1', b: '', c: '' }).map((section) => section.name)).toEqual(['one', 'three']);
    expect(() => parsed.render({ a: '1', b: '2' })).toThrow('The prompt variable c has no value.');
    expect(() => parsed.render({ a: '1', b: '2', c: '3', other: '4' })).toThrow('The prompt template t has no variable other.');
  });

  test.for([
    ['[section one]\n{{a}} {{other}}', /uses unknown variables: other; there are a, b/],
    ['[section one]\n{{a}} {{ b }}', /uses unknown variables: {2}b ;/],
    ['[section one]\n{{a}}', /does not use these variables: b/],
    ['[section one]\n{{a}}\n[section one]\n{{b}}', /two sections called one/],
  ] as const)('%j is refused', ([text, said]) => {
    expect(() => parseTemplate(head + text, ['a', 'b'])).toThrow(said);
  });

  test('without a name or version is refused', () => {
    expect(() => parseTemplate('version: 1\n[section one]\n', [])).toThrow(/begins with lines/);
    expect(() => parseTemplate('name: x\n[section one]\n', [])).toThrow(/begins with lines/);
  });
});

test('constructors are found by name, and an unknown one is refused, naming the known ones', () => {
  expect(Object.keys(promptConstructors)).toEqual(['template']);
  for (const name of ['ollama', 'valueOf']) {
    const refusal = expect.objectContaining({
      code: 'prompt_constructor_unknown',
      message: expect.stringContaining('there are: template'),
    });
    expect(() => getPromptConstructor(name)).toThrow(refusal);
  }
});
