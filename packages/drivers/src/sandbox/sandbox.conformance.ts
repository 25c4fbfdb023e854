import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunOptions, RunResult, Sandbox, SandboxDriver } from './sandbox-port.ts';

/** A driver under test, with what the suite cannot do by the port alone. */
export interface SandboxConformanceSubject {
  readonly driver: SandboxDriver;
  readonly capabilities: {
    /** Whether a deadline also ends what left its process group; where not, `close()` has to. */
    readonly endsEscapeesAtDeadline: boolean;
    /** Whether a sandbox ends by itself when its owner is killed; where not, `reap` has to. */
    readonly diesWithOwner: boolean;
  };
  /** An absolute path of a work folder that is not there yet, in a parent folder of its own. */
  readonly newDirectory: () => Promise<string>;
  /** Has another process make this sandbox and run the command in it, and kills that process, once the command has printed a line, with SIGKILL. */
  readonly abandon: (spec: { id: string; directory: string }, command: string) => Promise<void>;
}

/** What every sandbox driver passes, each with a subject whose driver sees no sandboxes of other subjects. Commands use sh, node and nothing else. */
export const sandboxConformance: { readonly name: string; readonly run: (subject: SandboxConformanceSubject) => Promise<void> }[] = [
  {
    name: 'probe says that it works and what it enforces',
    async run({ driver }) {
      const probe = await driver.probe();
      assert.equal(probe.usable, true, probe.why ?? '');
      assert.equal(probe.isolation === 'none', driver.label.includes('not isolated'), 'the label says the truth about isolation');
    },
  },
  {
    name: 'says what it is made of, and takes no other image in place of one that is not there',
    async run({ driver, newDirectory }) {
      const probe = await driver.probe();
      const sandbox = await driver.create({ id: newId(), directory: await newDirectory() });
      assert.deepEqual(sandbox.identity, { driver: driver.name, isolation: probe.isolation, image: null });
      await sandbox.close();
      await assert.rejects(driver.create({ id: newId(), directory: await newDirectory(), image: 'nobody/made-this:ever' }), {
        code: 'image_unusable',
        message: /"nobody\/made-this:ever"/,
      });
    },
  },
  {
    name: 'gives exit codes back, of a shell text and of a list without a shell',
    run: inSandbox(async (sandbox) => {
      assert.partialDeepStrictEqual(await run(sandbox, 'exit 3'), { ended: 'exited', exitCode: 3, signal: null });
      const literal = await run(sandbox, ['node', '-p', 'process.argv[1]', '$HOME; *']);
      assert.partialDeepStrictEqual(literal, { ended: 'exited', exitCode: 0, outputTail: '$HOME; *\n' });
    }),
  },
  {
    name: 'runs in the work folder or in one inside of it, never outside',
    run: inSandbox(async (sandbox) => {
      await run(sandbox, 'mkdir -p inner/most && echo made > inner/most/file');
      assert.equal((await run(sandbox, 'cat file', { cwd: 'inner/most' })).outputTail, 'made\n');
      assert.equal(await readFile(join(sandbox.directory, 'inner/most/file'), 'utf8'), 'made\n');
      for (const cwd of ['..', '/', 'inner/../..', 'missing']) {
        const refused = await run(sandbox, 'echo in', { cwd });
        assert.partialDeepStrictEqual(refused, { ended: 'could_not_start', exitCode: null });
        assert.match(refused.outputTail, /outside of the work folder|there is no folder/);
      }
    }),
  },
  {
    name: 'streams line by line while the command runs, both streams apart',
    run: inSandbox(async (sandbox) => {
      const lines: string[] = [];
      const times: number[] = [];
      const onOutput = (stream: string, text: string) => {
        lines.push(`${stream}: ${text}`);
        times.push(performance.now());
      };
      await run(sandbox, 'echo one; sleep 0.3; echo two >&2; sleep 0.3; printf "three\\r\\n\\nlast"', { onOutput });
      assert.deepEqual(lines, ['stdout: one', 'stderr: two', 'stdout: three', 'stdout: ', 'stdout: last']);
      assert.ok((times[1] ?? 0) - (times[0] ?? 0) > 200, 'the first line came before the second was printed');
    }),
  },
  {
    name: 'puts characters together whose bytes come in two chunks',
    run: inSandbox(async (sandbox) => {
      const lines: string[] = [];
      const { outputTail } = await run(
        sandbox,
        String.raw`printf 'k\303'; sleep 0.2; printf '\274sse \360\237'; sleep 0.2; printf '\230\200 \377 \0.\n'`,
        {
          onOutput: (_, text) => lines.push(text),
        },
      );
      assert.deepEqual(lines, ['küsse 😀 \uFFFD \uFFFD.']);
      assert.equal(outputTail, 'küsse 😀 \uFFFD \uFFFD.\n');
    }),
  },
  {
    name: 'keeps the end of a large output, says what is left out, and does not grow',
    run: inSandbox(
      async (sandbox) => {
        let lines = 0;
        let last = '';
        const before = process.memoryUsage().rss;
        const { outputTail, exitCode } = await run(
          sandbox,
          'yes "a line of forty characters, more or less" | head -c 120000000; echo; echo the end',
          {
            onOutput: (_, text) => {
              lines += 1;
              last = text;
            },
          },
        );
        assert.equal(exitCode, 0);
        assert.ok(process.memoryUsage().rss - before < 80_000_000, 'the output was not gathered in memory');
        assert.ok(lines < 3000 && /^\[more than 100000 characters .* left out\]$/.test(last), `streaming ended with: ${last}`);
        assert.match(outputTail, /^\[the first \d+ characters are left out\]\n/);
        assert.ok(outputTail.endsWith('\nthe end\n') && outputTail.length < 5100);
      },
      { outputCharacters: 100_000, outputTailCharacters: 5000 },
    ),
  },
  {
    name: 'gives commands a clean environment',
    run: inSandbox(
      async (sandbox) => {
        process.env['DEVTEAM_TEST_SECRET'] = 'planted';
        const { outputTail } = await run(sandbox, ['node', '-p', 'JSON.stringify([process.env, process.version])'], {
          env: { EXTRA: 'run', BOTH: 'run' },
        });
        delete process.env['DEVTEAM_TEST_SECRET'];
        const [seen, version] = JSON.parse(outputTail) as [Record<string, string>, string];
        assert.partialDeepStrictEqual(seen, { LANG: 'C.UTF-8', CI: '1', EXTRA: 'run', BOTH: 'run', OF_SPEC: 'spec' });
        const known =
          /^(PATH|HOME|TMPDIR|LANG|CI|TERM|NO_COLOR|PWD|OLDPWD|SHLVL|_|npm_config_\w+|GIT_\w+|DEVTEAM_SANDBOX\w*|EXTRA|BOTH|OF_SPEC|HOSTNAME)$/;
        assert.deepEqual(
          Object.keys(seen).filter((name) => !known.test(name)),
          [],
        );
        assert.equal(version, process.version, 'node inside is the one that runs DevTeam');
      },
      undefined,
      { OF_SPEC: 'spec', BOTH: 'spec' },
    ),
  },
  {
    name: 'has an empty home and a temporary folder, gone after close',
    async run(subject) {
      const directory = await subject.newDirectory();
      const sandbox = await subject.driver.create({ id: newId(), directory });
      const { outputTail } = await run(
        sandbox,
        'ls -A "$HOME" "$TMPDIR" | grep -v : | grep . ; cd && pwd && echo x > "$TMPDIR/x" && echo y > "$HOME/y"; mkdir ~/locked && echo z > ~/locked/z && chmod 500 ~/locked',
      );
      assert.equal(outputTail.split('\n').length, 2, `home is not empty: ${outputTail}`);
      assert.notEqual(outputTail.trim(), process.env['HOME']);
      await sandbox.close();
      assert.deepEqual(await readdir(join(directory, '..')), ['work'], 'only the work folder is left');
    },
  },
  {
    name: 'has no standard input',
    run: inSandbox(async (sandbox) => {
      const { ended, outputTail } = await run(sandbox, 'cat; read line; echo "ended by $?"', { timeoutMs: 3000 });
      assert.deepEqual([ended, outputTail], ['exited', 'ended by 1\n']);
    }),
  },
  {
    name: 'gives a command its input and ends it there',
    run: inSandbox(async (sandbox) => {
      const text = 'küsse\n'.repeat(50_000);
      const { outputTail } = await run(sandbox, 'sha256sum; echo "then $?"', { stdin: text });
      assert.equal(outputTail, `${createHash('sha256').update(text).digest('hex')}  -\nthen 0\n`);
      assert.equal((await run(sandbox, 'exit 4', { stdin: text })).exitCode, 4, 'one that does not read it ends as it wants');
    }),
  },
  {
    name: 'talks with a process that is held, byte for byte',
    run: inSandbox(async (sandbox) => {
      const received: Buffer[] = [];
      const said: string[] = [];
      let heard = () => {};
      const held = sandbox.start({
        command: 'echo ready >&2; exec cat',
        timeoutMs: 20_000,
        onStdout(bytes) {
          received.push(Buffer.from(bytes));
          heard();
        },
        onOutput: (stream, line) => said.push(`${stream}: ${line}`),
      });
      const all = () => Buffer.concat(received);
      const first = Buffer.from([0, 255, 10, 13, 0, 128]);
      await held.write(first);
      // An answer comes while it goes on running.
      while (all().length < first.length) await new Promise<void>((resolve) => (heard = resolve));
      const large = randomBytes(3_000_000);
      for (let from = 0; from < large.length; from += 100_000) await held.write(large.subarray(from, from + 100_000));
      held.end();
      const result = await held.result;
      assert.partialDeepStrictEqual(result, { ended: 'exited', exitCode: 0, outputTail: 'ready\n' });
      assert.ok(all().equals(Buffer.concat([first, large])), 'every byte came back, in order');
      assert.deepEqual(said, ['stderr: ready']);
      await held.write(first);
    }),
  },
  {
    name: 'a held process ends at its deadline, by a cancel and by close, and says what cannot start',
    async run({ driver, newDirectory }) {
      const sandbox = await driver.create({ id: newId(), directory: await newDirectory() });
      const start = (command: string | string[], options: { timeoutMs?: number; signal?: AbortSignal } = {}) =>
        sandbox.start({ timeoutMs: 20_000, ...options, command, onStdout: () => {} });
      assert.equal((await start('sleep 60', { timeoutMs: 200 }).result).ended, 'timed_out');
      assert.equal((await start('sleep 60', { signal: AbortSignal.timeout(200) }).result).ended, 'canceled');
      const missing = await start(['no-such-program-of-anyone']).result;
      assert.equal(missing.ended, 'could_not_start');
      assert.notEqual(missing.outputTail, '');
      const held = start(beat('held'));
      await assertBeat(sandbox, 'held');
      await sandbox.close();
      assert.equal((await held.result).ended, 'killed');
      await assertStill(sandbox, ['held']);
      assert.equal((await start('true').result).ended, 'could_not_start');
    },
  },
  {
    name: 'leads to the gateway and, without one, nowhere',
    async run({ driver, newDirectory }) {
      const directory = await newDirectory();
      const gatewaySocket = join(directory, '..', 'gateway');
      const server = createServer((request, response) => {
        request.on('data', () => {}).on('end', () => response.end(`${request.method} ${request.url} ${'x'.repeat(200_000)}`));
      });
      await new Promise<void>((resolve) => server.listen(gatewaySocket, resolve));
      const without = await driver.create({ id: newId(), directory: await newDirectory() });
      const sandbox = await driver.create({ id: newId(), directory, gatewaySocket });
      try {
        assert.equal(without.gatewayUrl, null);
        assert.match(sandbox.gatewayUrl ?? '', /^http:\/\/127\.0\.0\.1:\d+$/);
        const ask = `fetch(process.argv[1] + '/v1/models', { method: 'POST', body: 'a' }).then(async (answer) => {
          const text = await answer.text(); console.log(text.slice(0, 16), text.length) })`;
        const asked = await Promise.all([1, 2, 3].map(() => run(sandbox, ['node', '-e', ask, sandbox.gatewayUrl ?? ''])));
        assert.deepEqual(
          asked.map((one) => one.outputTail),
          asked.map(() => 'POST /v1/models  200016\n'),
        );
      } finally {
        await Promise.all([sandbox.close(), without.close()]);
        server.close();
      }
    },
  },
  {
    name: 'says where the work folder is inside, and shows folders to be read',
    async run({ driver, newDirectory }) {
      const directory = await newDirectory();
      const shown = join(await newDirectory(), 'agents');
      await mkdir(shown, { recursive: true });
      await writeFile(join(shown, 'agent'), 'an agent\n');
      const sandbox = await driver.create({ id: newId(), directory, readOnlyFolders: [shown] });
      try {
        assert.equal((await run(sandbox, 'pwd -P')).outputTail, `${sandbox.insideDirectory}\n`);
        assert.equal((await run(sandbox, ['cat', join(shown, 'agent')])).outputTail, 'an agent\n');
        if ((await driver.probe()).enforces.files) {
          const { exitCode } = await run(sandbox, `echo changed > ${join(shown, 'agent')}`);
          assert.notEqual(exitCode, 0);
        }
        assert.equal(await readFile(join(shown, 'agent'), 'utf8'), 'an agent\n');
      } finally {
        await sandbox.close();
      }
    },
  },
  {
    name: 'what the host laid into the work folder before can be changed and removed inside',
    run: inSandbox(async (sandbox) => {
      await mkdir(join(sandbox.directory, 'src/deep'), { recursive: true });
      await writeFile(join(sandbox.directory, 'src/deep/file'), 'one\n');
      const { exitCode, outputTail } = await run(sandbox, 'echo two >> src/deep/file && mv src/deep src/moved && cat src/moved/file');
      assert.deepEqual([exitCode, outputTail], [0, 'one\ntwo\n']);
    }),
  },
  {
    name: 'says what it uses and whether it is well',
    run: inSandbox(async (sandbox) => {
      assert.partialDeepStrictEqual(await sandbox.health(), { state: 'healthy', why: null });
      const script = `const all = Buffer.alloc(64e6, 1); const end = process.cpuUsage().user + 3e5;
        while (process.cpuUsage().user < end); console.log('ready'); setTimeout(() => all[1], 1500)`;
      let isReady = () => {};
      const ready = new Promise<void>((resolve) => (isReady = resolve));
      const busy = run(sandbox, ['node', '-e', script], { onOutput: () => isReady() });
      await ready;
      const { memoryBytes, processes, processorSeconds } = await sandbox.usage();
      assert.ok(memoryBytes === null || memoryBytes > 64e6, `memory: ${memoryBytes}`);
      assert.ok(processorSeconds === null || (processorSeconds > 0.1 && processorSeconds < 20), `processor: ${processorSeconds}`);
      assert.ok(processes === null || (processes >= 1 && processes < 100), `processes: ${processes}`);
      assert.equal((await busy).exitCode, 0);
      await sandbox.close();
      assert.partialDeepStrictEqual(await sandbox.health(), { state: 'gone', answeredInMs: null });
    }),
  },
  {
    name: 'ends everything at the end of its time, and says so',
    async run({ driver, newDirectory }) {
      const sandbox = await driver.create({ id: newId(), directory: await newDirectory(), limits: { wallClockSeconds: 1.5 } });
      try {
        assert.partialDeepStrictEqual(await run(sandbox, 'exit 3'), { ended: 'exited', limit: null });
        const startedAt = performance.now();
        assert.partialDeepStrictEqual(await run(sandbox, beat('late')), { ended: 'killed', limit: 'wall_clock' });
        assert.ok(performance.now() - startedAt < 4000);
        await assertStill(sandbox, ['late']);
        assert.partialDeepStrictEqual(await run(sandbox, 'true'), { ended: 'could_not_start' });
        assert.equal((await sandbox.health()).state, 'gone');
      } finally {
        await sandbox.close();
      }
    },
  },
  {
    name: 'says that a command could not start, and why',
    run: inSandbox(async (sandbox) => {
      for (const command of [['no-such-program-of-anyone'], [], ['node', 'a\0b']]) {
        const result = await run(sandbox, command);
        assert.partialDeepStrictEqual(result, { ended: 'could_not_start', exitCode: null, signal: null });
        assert.notEqual(result.outputTail, '');
      }
      assert.partialDeepStrictEqual(
        await run(sandbox, 'no-such-program-of-anyone'),
        { ended: 'exited', exitCode: 127 },
        'a shell reports it by its exit code',
      );
    }),
  },
  {
    name: 'tells a kill from elsewhere from an end of its own',
    run: inSandbox(async (sandbox) => {
      assert.partialDeepStrictEqual(await run(sandbox, 'kill -9 $$'), { ended: 'killed', exitCode: null, signal: 'SIGKILL' });
    }),
  },
  {
    name: 'a time-out ends the command, its children and grandchildren, deaf ones too',
    run: inSandbox(async (sandbox) => {
      const deaf = `trap '' TERM INT HUP; ${beat('deaf')}`;
      const running = run(sandbox, `(${beat('child')}) & sh -c "sh -c '${beat('grandchild')}' & wait" & ${deaf}`, { timeoutMs: 2000 });
      for (const file of ['child', 'grandchild', 'deaf']) await assertBeat(sandbox, file);
      const result = await running;
      assert.equal(result.ended, 'timed_out');
      assert.ok(result.durationMs < 4000, 'it took no longer than 2 s to end it');
      await assertStill(sandbox, ['child', 'grandchild', 'deaf']);
    }),
  },
  {
    name: 'a command that is ended may first clean up, for a moment',
    run: inSandbox(async (sandbox) => {
      const result = await run(sandbox, `trap 'echo cleaned; exit 0' TERM; ${beat('tidy')}`, { timeoutMs: 1500 });
      assert.equal(result.ended, 'timed_out');
      assert.match(result.outputTail, /cleaned\n$/);
    }),
  },
  {
    name: 'a time-out, or at the latest close, ends what left its group and its parent',
    async run(subject) {
      const sandbox = await subject.driver.create({ id: newId(), directory: await subject.newDirectory() });
      try {
        const running = run(sandbox, `${escape(beat('escapee'))}; ${beat('command')}`, { timeoutMs: 3000 });
        await assertBeat(sandbox, 'escapee');
        assert.equal((await running).ended, 'timed_out');
        if (subject.capabilities.endsEscapeesAtDeadline) await assertStill(sandbox, ['escapee', 'command']);
      } finally {
        await sandbox.close();
      }
      await assertStill(sandbox, ['escapee', 'command']);
    },
  },
  {
    name: 'the end of one run does not touch another',
    run: inSandbox(async (sandbox) => {
      const other = run(sandbox, 'sleep 1.2; echo well');
      await run(sandbox, 'sleep 30', { timeoutMs: 100 });
      assert.equal((await other).outputTail, 'well\n');
    }),
  },
  {
    name: 'a cancel ends the run within 2 s, also before it began',
    run: inSandbox(async (sandbox) => {
      const controller = new AbortController();
      const running = run(sandbox, `trap '' TERM; echo up; ${beat('canceled')}`, {
        signal: controller.signal,
        onOutput: (_, text) => text === 'up' && controller.abort(),
      });
      const startedAt = performance.now();
      assert.equal((await running).ended, 'canceled');
      assert.ok(performance.now() - startedAt < 2000);
      await assertStill(sandbox, ['canceled']);
      assert.partialDeepStrictEqual(await run(sandbox, 'echo > ran', { signal: controller.signal }), { ended: 'canceled', exitCode: null });
      assert.equal((await readdir(sandbox.directory)).includes('ran'), false);
    }),
  },
  {
    name: 'a background child that holds the output open neither delays the result nor lives on',
    run: inSandbox(async (sandbox) => {
      let doneAt = 0;
      const result = await run(sandbox, `(${beat('background')}) & ${beats('background')}; echo done`, {
        onOutput: (_, text) => (doneAt = text === 'done' ? performance.now() : doneAt),
      });
      assert.partialDeepStrictEqual(result, { ended: 'exited', exitCode: 0, outputTail: 'done\n' });
      assert.ok(performance.now() - doneAt < 1500);
      await assertStill(sandbox, ['background']);
    }),
  },
  {
    name: '30 runs at once all give their own answer',
    run: inSandbox(async (sandbox) => {
      const results = await Promise.all(Array.from({ length: 30 }, (_, n) => run(sandbox, `echo out ${n}; exit ${n}`)));
      assert.deepEqual(
        results.map((one) => [one.exitCode, one.outputTail]),
        results.map((_, n) => [n, `out ${n}\n`]),
      );
    }),
  },
  {
    name: 'close ends everything, twice is once, and nothing runs afterwards',
    async run({ driver, newDirectory }) {
      const sandbox = await driver.create({ id: newId(), directory: await newDirectory() });
      await run(sandbox, `${escape(beat('daemon'))}; ${beats('daemon')}`);
      await assertBeat(sandbox, 'daemon');
      const running = run(sandbox, `trap '' TERM; ${beat('running')}`);
      await assertBeat(sandbox, 'running');
      await Promise.all([sandbox.close(), sandbox.close()]);
      await sandbox.close();
      assert.equal((await running).ended, 'killed');
      await assertStill(sandbox, ['daemon', 'running']);
      assert.partialDeepStrictEqual(await run(sandbox, 'echo > late'), { ended: 'could_not_start' });
      assert.equal((await readdir(sandbox.directory)).includes('late'), false);
    },
  },
  {
    name: 'keeps the work folder and what is in it',
    async run({ driver, newDirectory }) {
      const directory = await newDirectory();
      const id = newId();
      const first = await driver.create({ id, directory });
      await writeFile(join(directory, 'from-host'), 'host\n');
      await run(first, 'cat from-host > from-inside');
      await assert.rejects(driver.create({ id, directory }), /open already/);
      await first.close();
      const second = await driver.create({ id, directory });
      assert.equal((await run(second, 'cat from-inside')).outputTail, 'host\n');
      await second.close();
    },
  },
  {
    name: 'reap ends what a dead owner left, but nothing that is kept or that has a living owner',
    async run({ abandon, capabilities, driver, newDirectory }) {
      const living = await driver.create({ id: newId(), directory: await newDirectory() });
      const livingRun = run(living, `echo up; ${beat('living')}`);
      const abandoned = async (name: string) => {
        const spec = { id: newId(), directory: await newDirectory() };
        await abandon(spec, `${escape(beat(`${name}-daemon`))}; ${beats(`${name}-daemon`)}; echo up; ${beat(name)}`);
        if (!capabilities.diesWithOwner) for (const file of [name, `${name}-daemon`]) await assertBeat(spec, file);
        return spec;
      };
      try {
        const [lost, kept] = await Promise.all([abandoned('lost'), abandoned('kept')]);
        if (capabilities.diesWithOwner) {
          for (const [spec, name] of [
            [lost, 'lost'],
            [kept, 'kept'],
          ] as const)
            await assertEnds(spec, `${name}-daemon`);
          await driver.reap(new Set([kept.id]));
          await assertBeat(living, 'living');
          return;
        }
        const ended = await driver.reap(new Set([kept.id]));
        assert.deepEqual([ended.includes(lost.id), ended.includes(kept.id), ended.includes(living.id)], [true, false, false]);
        await assertStill(lost, ['lost', 'lost-daemon']);
        await assertBeat(kept, 'kept');
        await assertBeat(living, 'living');
        assert.deepEqual((await driver.reap(new Set())).includes(kept.id), true);
        await assertStill(kept, ['kept', 'kept-daemon']);
        await assertBeat(living, 'living');
      } finally {
        await driver.reap(new Set());
        await living.close();
      }
      assert.equal((await livingRun).ended, 'killed');
    },
  },
  {
    name: 'nothing in a work folder beats any more once its owner is dead and another process has reaped',
    async run({ abandon, driver, newDirectory }) {
      const spec = { id: newId(), directory: await newDirectory() };
      await abandon(spec, `${escape(beat('orphan'))}; ${beats('orphan')}; echo up; sleep 60`);
      await driver.reap(new Set());
      await assertEnds(spec, 'orphan');
    },
  },
  {
    name: 'create under the id of a dead owner ends its ghost first',
    async run({ driver, newDirectory, abandon }) {
      const spec = { id: newId(), directory: await newDirectory() };
      await abandon(spec, `(${beat('ghost')}) & ${beats('ghost')}; echo up; wait`);
      const sandbox = await driver.create(spec);
      await assertStill(sandbox, ['ghost']);
      await sandbox.close();
    },
  },
];

let ids = 0;
function newId(): string {
  ids += 1;
  return `conformance/${process.pid}/${ids}`;
}

function inSandbox(
  body: (sandbox: Sandbox) => Promise<void>,
  limits?: { outputCharacters: number; outputTailCharacters: number },
  environment?: Record<string, string>,
) {
  return async ({ driver, newDirectory }: SandboxConformanceSubject) => {
    const sandbox = await driver.create({ id: newId(), directory: await newDirectory(), limits, environment });
    try {
      await body(sandbox);
    } finally {
      await sandbox.close();
    }
  };
}

function run(sandbox: Sandbox, command: RunOptions['command'], options: Partial<RunOptions> = {}): Promise<RunResult> {
  return sandbox.run({ timeoutMs: 20_000, ...options, command });
}

/** A command that never ends and shows that it lives by a file that grows. */
const beat = (file: string) => `while :; do echo . >> ${file}.beat; sleep 0.03; done`;

/** Waits until the file has grown for the first time. */
const beats = (file: string) => `while [ ! -s ${file}.beat ]; do sleep 0.03; done`;

/** Starts a command in a session of its own, with its parent gone and all streams closed. */
const escape = (command: string) =>
  `node -e 'require("child_process").spawn("sh", ["-c", process.argv[1]], { detached: true, stdio: "ignore" }).unref()' '${command}'`;

const sizeOf = async (sandbox: { directory: string }, file: string) => (await stat(join(sandbox.directory, `${file}.beat`))).size;

/** That it runs: its file grows, within 5 s. */
async function assertBeat(sandbox: { directory: string }, file: string): Promise<void> {
  const before = await sizeOf(sandbox, file).catch(() => 0);
  for (let tries = 0; tries < 100; tries += 1) {
    if ((await sizeOf(sandbox, file).catch(() => 0)) > before) return;
    await sleep(50);
  }
  assert.fail(`${file} runs`);
}

/** That it did run, and within 3 s does no longer. */
async function assertEnds(sandbox: { directory: string }, file: string): Promise<void> {
  let before = await sizeOf(sandbox, file);
  for (let tries = 0; tries < 15; tries += 1) {
    await sleep(200);
    const now = await sizeOf(sandbox, file);
    if (now === before) return;
    before = now;
  }
  assert.fail(`${file} still runs`);
}

/** That it did run, and does no longer. */
async function assertStill(sandbox: { directory: string }, files: string[]): Promise<void> {
  const sizes = () => Promise.all(files.map((file) => sizeOf(sandbox, file)));
  const before = await sizes();
  await sleep(200);
  assert.deepEqual(await sizes(), before, `${files.join(', ')} no longer run`);
}
