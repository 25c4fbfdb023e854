import { execFileSync } from 'node:child_process';
import { Argument, Command, Option } from 'commander';
import { describe, expect, test } from 'vitest';
import { completionPlaces } from './completion-places.ts';
import { completionScript } from './completion-script.ts';

/** A program with what is awkward in a shell: quotes, colons, backticks, an option with a short form only. */
const program = new Command('devteam')
  .helpCommand(false)
  .addCommand(
    new Command('logs')
      .summary("what's printed: `all` of it")
      .argument('<project>')
      .option('--grep <text>', 'with a \\ in it')
      .option('-q'),
  )
  .addCommand(
    new Command('projects')
      .helpCommand(false)
      .addCommand(new Command('list').addOption(new Option('--sort <by>', 'by what').choices(['name', 'age'])))
      .addCommand(new Command('add')),
  )
  .addCommand(new Command('completion').addArgument(new Argument('<shell>').choices(['bash', 'zsh'])));

const bash = completionScript('bash', program);

/** What bash itself makes of the script. */
function completed(...words: string[]): string[] {
  const script = `${bash}
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _devteam; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const printed = execFileSync('bash', ['--norc', '-c', script, 'bash', 'devteam', ...words], { encoding: 'utf8' });
  return printed.split('\n').filter(Boolean);
}

describe('bash completes', () => {
  test.each([
    [[''], ['logs', 'projects', 'completion', '--help']],
    [['pro'], ['projects']],
    [
      ['projects', ''],
      ['list', 'add', '--help'],
    ],
    [
      ['projects', 'list', '--'],
      ['--sort', '--help'],
    ],
    [
      ['projects', 'list', '--sort', ''],
      ['name', 'age'],
    ],
    [['projects', 'list', '--sort', 'a'], ['age']],
    [['logs', 'shop', '--g'], ['--grep']],
    [['logs', 'projects', '--g'], ['--grep']],
    // Anything may come here, so bash goes on with files.
    [['logs', '--grep', ''], []],
    [['completion', 'z'], ['zsh']],
    [['nonsense', 'pro'], ['projects']],
  ])('%j', (words, next) => {
    expect(completed(...words)).toEqual(next);
  });
});

test('each command and option of help is a place or a word', () => {
  const places = completionPlaces(program);
  expect(places.map(({ words }) => words)).toEqual([
    'devteam',
    'devteam logs',
    'devteam projects',
    'devteam projects list',
    'devteam projects add',
    'devteam completion',
  ]);
  expect(places[1]?.options).toEqual([
    { word: '--grep', about: 'with a \\ in it', values: [] },
    { word: '-q', about: '', values: null },
    { word: '--help', about: 'display help for command', values: null },
  ]);
});

test('zsh and fish get what each word is for, quoted so that nothing of it is carried out', () => {
  const zsh = completionScript('zsh', program);
  expect(zsh).toContain(String.raw`'devteam') next=('logs:what'\''s printed\: ` + "`all` of it' 'projects' 'completion'");
  expect(zsh).toContain(String.raw`'devteam logs') next=('--grep:with a \\ in it' '-q'`);
  expect(zsh).toContain(`'devteam projects list --sort') next=('name' 'age') ;;`);
  const fish = completionScript('fish', program);
  expect(fish).toContain("complete -c devteam -n '__devteam_at devteam' -f -a 'logs' -d 'what\\'s printed: `all` of it'");
  expect(fish).toContain(String.raw`-n '__devteam_at devteam logs' -l grep -r -d 'with a \\ in it'`);
  expect(fish).toContain(`-n '__devteam_at devteam projects list' -l sort -x -a 'name age' -d 'by what'`);
  expect(fish).toContain(`-n '__devteam_at devteam logs' -s q -d ''`);
});
