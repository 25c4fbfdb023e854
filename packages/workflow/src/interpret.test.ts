import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { defineWorkflow, interpret } from './index.ts';
import { memoryJournal } from './testing/index.ts';

const coding = defineWorkflow<{ passes: boolean }>()({ name: 'coding', version: 1, input: z.object({ task: z.string() }) }, (node) => {
  const gather = node('gather', { output: z.object({ files: z.array(z.string()) }), run: ({ input }) => ({ files: [input.task] }) });
  const verify = node('verify', {
    needs: { gather },
    output: z.object({ passed: z.boolean() }),
    run: ({ context }) => ({ passed: context.passes }),
  });
  const verdict = node.router('verdict', {
    needs: { verify },
    routes: ['passed', 'failed'],
    run: ({ needs }) => ({ route: needs.verify.passed ? 'passed' : 'failed' }),
  });
  const merge = node('merge', {
    needs: { verdict: verdict.when('passed') },
    output: z.object({ commit: z.string() }),
    run: () => ({ commit: 'abc' }),
  });
  const repair = node('repair', {
    needs: { verdict: verdict.when('failed') },
    output: z.object({ why: z.string() }),
    run: () => ({ why: 'no' }),
  });
  node('report', {
    anyOf: { merge, repair },
    output: z.object({ text: z.string() }),
    run: ({ needs }) => ({ text: needs.merge?.commit ?? needs.repair?.why ?? '' }),
  });
});

describe('interpret', () => {
  test('walks the graph, takes one branch and joins', async () => {
    const journal = memoryJournal({ workflow: coding, context: { passes: false } });
    const result = await interpret(coding, { input: { task: 'T1' }, journal });
    expect(result).toMatchInlineSnapshot(`
      {
        "nodes": [
          {
            "attempts": 1,
            "name": "gather",
            "output": {
              "files": [
                "T1",
              ],
            },
            "status": "completed",
          },
          {
            "attempts": 1,
            "name": "verify",
            "output": {
              "passed": false,
            },
            "status": "completed",
          },
          {
            "attempts": 1,
            "name": "verdict",
            "output": {
              "route": "failed",
            },
            "status": "completed",
          },
          {
            "attempts": 0,
            "name": "merge",
            "status": "skipped",
          },
          {
            "attempts": 1,
            "name": "repair",
            "output": {
              "why": "no",
            },
            "status": "completed",
          },
          {
            "attempts": 1,
            "name": "report",
            "output": {
              "text": "no",
            },
            "status": "completed",
          },
        ],
        "outputs": {
          "gather": {
            "files": [
              "T1",
            ],
          },
          "repair": {
            "why": "no",
          },
          "report": {
            "text": "no",
          },
          "verdict": {
            "route": "failed",
          },
          "verify": {
            "passed": false,
          },
        },
        "status": "completed",
      }
    `);
    expect(journal.record().skipped).toEqual({ merge: 'verdict took another route' });
  });
});
