import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const main = join(import.meta.dirname, '../main.ts');
const sample = join(import.meta.dirname, '../../../../packages/task-list/fixtures/010.md');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'devteam-tasks-process-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const devteam = (words: readonly string[], input = ''): { status: number | null; stdout: string; stderr: string } => {
  const { CI: _ci, FORCE_COLOR: _color, ...env } = process.env;
  const { status, stderr, stdout } = spawnSync(process.execPath, [main, 'tasks', ...words], {
    input,
    encoding: 'utf8',
    cwd: folder,
    env: { ...env, DEVTEAM_HOME: join(folder, 'home') },
  });
  return { status, stdout, stderr };
};

describe('as a process', { timeout: 60_000 }, () => {
  test('an edit of standard input prints the new list, and only that', () => {
    const { status, stderr, stdout } = devteam(['set', '-', '1.1', 'completed'], '\uFEFF- [ ] 1.1 é\r\n- [ ] 1.2 b');
    expect({ status, stdout }).toEqual({ status: 0, stdout: '\uFEFF- [x] 1.1 é\r\n- [ ] 1.2 b' });
    expect(stderr).toContain('pending → completed');
  });

  test('a list of standard input has no file', () => {
    const { stdout } = devteam(['list', '-', '--json'], '- [ ] 1.1 a\n');
    expect(JSON.parse(stdout)).toMatchObject({ file: null, dialect: 'checklist', counts: { tasks: 1 } });
  });

  test('what cannot be read and what is wrong usage end as they should', () => {
    expect(devteam(['list', 'no-such-file.md']).status).toBe(4);
    expect(devteam(['list']).status).toBe(2);
  });
});

/** Whatever a module imports at once, and what that imports. */
async function loaded(file: string, seen = new Set<string>()): Promise<Set<string>> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const text = await readFile(file, 'utf8');
  for (const [, type, name = ''] of text.matchAll(/^(?:import|export)( type)? [^;]*?from '([^']+)'/gm)) {
    if (type) continue;
    if (name.startsWith('.') && name.endsWith('.ts')) await loaded(join(file, '..', name), seen);
    else seen.add(name);
  }
  return seen;
}

describe('the start', () => {
  test('loads nothing of server, engine, drivers or the wire', async () => {
    const seen = new Set<string>();
    for (const file of ['../main.ts', '../command-line.ts', './list-tasks.ts', './set-task-status.ts', './check-list.ts'])
      await loaded(join(import.meta.dirname, file), seen);
    const packages = [...seen].filter((name) => !/^(?:[./]|node:)/.test(name));
    // The words of roles and permissions are a table that imports nothing.
    expect(new Set(packages)).toEqual(new Set(['@devteam/api/access-words', '@devteam/task-list', 'commander']));
  });

  test('of `list --json` takes less than 0.6 seconds of a processor, all of the process included', () => {
    // Wall time would measure who else uses this machine.
    const tell = `process.on('exit', () => { const { system, user } = process.cpuUsage(); process.stderr.write('cpu ' + (system + user)); })`;
    const milliseconds = Array.from({ length: 3 }, () => {
      const words = ['--import', `data:text/javascript,${encodeURIComponent(tell)}`, main, 'tasks', 'list', sample, '--json'];
      const { stderr } = spawnSync(process.execPath, words, {
        encoding: 'utf8',
        cwd: folder,
        env: { ...process.env, DEVTEAM_HOME: join(folder, 'home') },
      });
      return Number(/cpu (\d+)$/.exec(stderr)?.[1]) / 1000;
    });
    expect(Math.min(...milliseconds)).toBeLessThan(600);
  }, 60_000);
});

describe('as a merge driver of git', { timeout: 60_000 }, () => {
  const git = (...args: string[]): string =>
    execFileSync('git', args, {
      cwd: join(folder, 'repository'),
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        HOME: folder,
        GIT_CONFIG_GLOBAL: '/dev/null',
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_AUTHOR_NAME: 'a',
        GIT_AUTHOR_EMAIL: 'a@example.org',
        GIT_COMMITTER_NAME: 'a',
        GIT_COMMITTER_EMAIL: 'a@example.org',
      },
    });
  const list = '# List\n\n- [ ] 1.1 Build\n- [ ] 1.2 Test the cart\n- [ ] 1.3 Ship\n';
  const path = (): string => join(folder, 'repository/task_lists.md');
  const commit = (text: string, subject: string): void => {
    writeFileSync(path(), text);
    git('commit', '-qam', subject);
  };

  beforeAll(() => {
    execFileSync('git', ['init', '-q', '-b', 'main', join(folder, 'repository')]);
    writeFileSync(path(), list);
    writeFileSync(join(folder, 'repository/.gitattributes'), 'task_lists.md merge=devteam\n');
    git('config', 'merge.devteam.driver', `'${process.execPath}' '${main}' tasks merge %O %A %B --path %P --write`);
    git('add', '.');
    git('commit', '-qm', 'start');
  });

  test('neighboring lines of both sides are merged', () => {
    git('switch', '-qc', 'person');
    commit(list.replace('the cart', 'the cart on two machines').replace('1.3 Ship', '1.3 Ship it'), 'person');
    git('switch', '-q', 'main');
    commit(list.replace('[ ] 1.1', '[x] 1.1').replace('[ ] 1.2', '[x] 1.2'), 'engine');
    git('merge', '-q', '-m', 'merge', 'person');
    expect(readFileSync(path(), 'utf8')).toBe('# List\n\n- [x] 1.1 Build\n- [x] 1.2 Test the cart on two machines\n- [ ] 1.3 Ship it\n');
  });

  test('what is no operation is a conflict, and ours stays in the file', () => {
    const before = readFileSync(path(), 'utf8');
    git('switch', '-qc', 'other');
    commit(before.replace('1.3 Ship it', '1.3 Ship it now'), 'other');
    git('switch', '-q', 'main');
    commit(before.replace('# List', '# List\n\nProse.'), 'prose');
    expect(() => git('merge', '-q', '-m', 'merge', 'other')).toThrow('W244');
    expect(git('status', '--short')).toBe('UU task_lists.md\n');
    expect(readFileSync(path(), 'utf8')).toBe(before.replace('# List', '# List\n\nProse.'));
  });

  test('where it cannot, Git may still do what it does by itself', () => {
    git('merge', '--abort');
    const driver = git('config', 'merge.devteam.driver').trim();
    git('config', 'merge.devteam.driver', `${driver} || git merge-file -q %A %O %B`);
    git('merge', '-q', '-m', 'merge', 'other');
    expect(readFileSync(path(), 'utf8')).toContain(
      '\n\nProse.\n\n- [x] 1.1 Build\n- [x] 1.2 Test the cart on two machines\n- [ ] 1.3 Ship it now\n',
    );
  });
});
