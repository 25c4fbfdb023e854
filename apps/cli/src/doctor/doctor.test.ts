import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { CodedError } from '@devteam/api';
import { describe, expect, test } from 'vitest';
import { colorless } from '../output/paint.ts';
import { judgeDriver, judgeUsualSandbox } from './check-drivers.ts';
import { checkHome, judgeDisk } from './check-home.ts';
import { checkDashboard, checkPort } from './check-page.ts';
import { checkGit, checkNode } from './check-programs.ts';
import { type ModelHostFact, judgeModelHost } from './check-model.ts';
import { findingLines } from './examine.ts';
import { downloadLine } from './pull-model.ts';

describe('the doctor', () => {
  test.each([
    ['24.0.0', 'ok'],
    ['26.1.0', 'ok'],
    ['22.9.0', 'failed'],
    ['20.19.0', 'failed'],
  ])('on Node.js %s', (version, status) => {
    expect(checkNode(version).status).toBe(status);
  });

  test.each([
    ['git version 2.38.0', 'ok'],
    ['git version 2.39.5 (Apple Git-154)', 'ok'],
    ['git version 3.0.1', 'ok'],
    ['git version 2.37.9', 'failed'],
    ['no version', 'failed'],
  ])('on %s', async (text, status) => {
    expect((await checkGit(async () => text)).status).toBe(status);
  });

  test('on no Git at all says what to do', async () => {
    const finding = await checkGit(async () => {
      throw new CodedError('git_missing');
    });
    expect(finding).toMatchObject({ status: 'failed', next: expect.stringContaining('Install Git') });
  });

  test.each([
    [100e9, 'ok'],
    [2e9, 'warning'],
    [0.1e9, 'failed'],
  ])('on %i free bytes', (bytes, status) => {
    expect(judgeDisk(bytes).status).toBe(status);
  });

  test('on a home that is a file', async () => {
    expect(await checkHome(import.meta.filename)).toMatchObject({ status: 'failed', next: expect.stringContaining('DEVTEAM_HOME') });
  });

  test('on a port that is free, taken, or ours', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const host = '127.0.0.1';
    const page = { pid: 1, address: `http://127.0.0.1:${port}`, link: '' };
    expect(await checkPort({ host, port, pages: [] })).toMatchObject({ status: 'failed', next: expect.stringContaining('--port') });
    expect(await checkPort({ host, port, pages: [page] })).toMatchObject({ status: 'ok' });
    await new Promise((resolve) => void server.close(resolve));
    expect(await checkPort({ host, port, pages: [] })).toMatchObject({ status: 'ok', detail: 'free' });
  });

  test('on a page that is not built', () => {
    expect(checkDashboard('/nowhere/index.html')).toMatchObject({ status: 'warning', next: expect.stringContaining('build') });
    expect(checkDashboard(import.meta.filename)).toMatchObject({ status: 'ok' });
  });

  test('on a sandbox that works, with what to know of it, and on one that does not', () => {
    const fact = { kind: 'sandbox' as const, name: 'process', label: 'process, not isolated', usable: true, why: null };
    expect(judgeDriver(fact)).toMatchObject({ about: 'Sandbox process', status: 'ok', detail: 'process, not isolated' });
    expect(judgeDriver({ ...fact, usable: false, why: 'there is no shell' })).toMatchObject({
      status: 'warning',
      detail: 'there is no shell',
    });
  });

  test('on the sandbox that projects get which name none', () => {
    expect(judgeUsualSandbox({ name: 'bubblewrap', reason: 'bubblewrap enforces all' })).toMatchObject({ status: 'ok' });
    expect(judgeUsualSandbox({ name: 'process', reason: 'process keeps nobody out' })).toMatchObject({
      status: 'warning',
      detail: 'process keeps nobody out',
      next: expect.stringContaining('bubblewrap'),
    });
    expect(judgeUsualSandbox(null).status).toBe('failed');
  });

  test('on a model host that answers, and on one that does not, which is no failure', () => {
    const fact: ModelHostFact = {
      host: 'http://127.0.0.1:11434',
      model: 'qwen3:8b',
      state: 'ready',
      version: '0.32.15',
      answersInMs: 130,
      shareOnGpu: 1,
      why: null,
      next: null,
    };
    expect(judgeModelHost(fact)).toMatchObject({
      status: 'ok',
      detail: 'qwen3:8b at http://127.0.0.1:11434 answers within 0.1 s (Ollama 0.32.15)',
    });
    expect(judgeModelHost({ ...fact, shareOnGpu: 0.4 }).detail).toContain('40 % of it is on the graphics card');
    expect(judgeModelHost({ ...fact, state: 'loading', why: 'it is being loaded' })).toMatchObject({
      status: 'warning',
      next: expect.stringMatching(/^Wait/),
    });
    for (const state of ['unreachable', 'hung', 'model_missing', 'failing'] as const)
      expect(judgeModelHost({ ...fact, state, why: 'it is so.', next: 'Do this.' })).toMatchObject({
        status: 'warning',
        detail: 'qwen3:8b at http://127.0.0.1:11434: it is so',
        next: 'Do this. Without it prompts are made from the fixed template.',
      });
  });

  test('on a model host says its address once', () => {
    const why = 'http://127.0.0.1:11434/api/version cannot be reached: nothing listens there.';
    const fact = {
      host: 'http://127.0.0.1:11434',
      model: 'qwen3:8b',
      state: 'unreachable' as const,
      version: null,
      answersInMs: null,
      shareOnGpu: null,
    };
    expect(judgeModelHost({ ...fact, why, next: null }).detail).toBe(
      'qwen3:8b at http://127.0.0.1:11434 cannot be reached: nothing listens there',
    );
  });

  test('on a download shows how far it is, in the room that there is', () => {
    const progress = { status: 'pulling aabbcc', completedBytes: 2.1e9, totalBytes: 5.2e9 };
    const look = { paint: colorless, unicode: true };
    const line = downloadLine(progress, { ...look, columns: () => 60 });
    expect(line).toMatch(/^━+─+ {2}40 % {2}2\.1 of 5\.2 GB {2}pulling aabbcc$/);
    expect(line).toHaveLength(59);
    expect(downloadLine(progress, { ...look, columns: () => 20 })).toBe('40 %  2.1 of 5.2 GB  pulling aabbcc');
    expect(downloadLine({ status: 'pulling manifest', completedBytes: 0, totalBytes: 0 }, { ...look, columns: () => 60 })).toBe(
      'pulling manifest',
    );
  });

  test('on an executor whose agent is not installed: no reason to fail', () => {
    const fact = {
      kind: 'executor' as const,
      name: 'codex',
      label: 'codex: Codex',
      usable: false,
      why: 'there is no Codex; `devteam doctor --install codex`',
    };
    expect(judgeDriver(fact)).toMatchObject({
      about: 'Executor codex',
      status: 'warning',
      detail: expect.stringContaining('--install codex'),
    });
  });

  test('writes each finding with what to do next', () => {
    expect(findingLines(judgeDisk(0.1e9), { paint: colorless, unicode: true })).toEqual([
      '✕ Disk               failed: 0.1 GB free where the home lies',
      '                     next: Make space, or set DEVTEAM_HOME to a folder on another disk.',
    ]);
  });
});
