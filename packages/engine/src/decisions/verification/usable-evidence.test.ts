import { describe, expect, test } from 'vitest';
import type { Outcome } from './check-outcome.ts';
import { compareWithBaseline } from './compare-with-baseline.ts';
import { type KnownRun, usableEvidence } from './usable-evidence.ts';
import { verdictOf } from './verdict.ts';

const run = (name: string, outcome: Outcome | 'skipped'): KnownRun => ({
  kind: name === 'install' ? 'install' : 'test',
  evidence: { name, outcome, report: null, signature: null },
});
const verdict = (base: KnownRun[], now: KnownRun[], rerun: KnownRun[] = []) => {
  const evidence = usableEvidence({ base, now, rerun });
  return verdictOf(compareWithBaseline(evidence.base, evidence.now, evidence.rerun));
};
const fine = [run('install', 'passed'), run('test', 'passed')];
const broken = [run('install', 'failed'), run('test', 'skipped')];

describe('installing', () => {
  test('says nothing while it works', () => {
    expect(usableEvidence({ base: fine, now: fine, rerun: [] }).now.map(({ name }) => name)).toEqual(['test']);
  });

  test('is blamed on the work that broke it, in both runs', () => {
    expect(verdict(fine, broken, broken)).toMatchObject({ verdict: 'failed', reasons: [expect.stringContaining('check install')] });
  });

  test('that fails on the base as well, or passes the second time, is nobody’s fault', () => {
    expect(verdict(broken, broken, broken)).toMatchObject({ verdict: 'cannot_tell' });
    expect(verdict(fine, broken, fine)).toMatchObject({ verdict: 'passed' });
  });

  test('that was killed is not the work’s', () => {
    const killed = [run('install', 'killed_by_host'), run('test', 'skipped')];
    expect(verdict(fine, killed, killed)).toMatchObject({ verdict: 'cannot_tell' });
  });
});
