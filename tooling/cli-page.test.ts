import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfig } from '../apps/cli/src/config.ts';
import { type Outlet, openOutlet } from '../apps/cli/src/output/outlet.ts';
import { createProgram } from '../apps/cli/src/program.ts';
import { fillMarkers } from './fill-markers.ts';

const path = join(import.meta.dirname, '../docs/guide/cli.md');
const columns = 100;

type Command = ReturnType<typeof createProgram>;

/** What `--help` prints of each command, by the words that call it. */
function helpTexts(): Map<string, string> {
  let printed = '';
  const config = loadConfig({});
  const outlet: Outlet = {
    ...openOutlet(process.stderr, { colors: 'never', unicode: true }),
    columns: () => columns,
    write: (text) => void (printed += text),
  };
  const program = createProgram({
    config,
    version: '',
    server: {},
    stdout: outlet,
    stderr: outlet,
    now: Date.now,
    endWith: () => undefined,
  });
  const helpOf = (command: Command, words: string): [string, string][] => {
    printed = '';
    command.outputHelp();
    return [[words, printed.trimEnd()], ...command.commands.flatMap((sub) => helpOf(sub, `${words} ${sub.name()}`))];
  };
  return new Map(helpOf(program, 'devteam'));
}

test('docs/guide/cli.md shows the help that each command prints; bring it up to date with `npx vitest run tooling/cli-page.test.ts -u`', async () => {
  const texts = helpTexts();
  expect(texts.size).toBeGreaterThan(8);
  let page = readFileSync(path, 'utf8');
  for (const [words, text] of texts) page = fillMarkers(page, `help: ${words}`, `\`\`\`text\n${text}\n\`\`\``);
  await expect(page).toMatchFileSnapshot(path);
});
