import { expect, test } from 'vitest';
import { z } from 'zod';
import { defineWorkflow, toMermaid } from './index.ts';

const plain = { output: z.object({}), run: () => ({}) };
const workflow = defineWorkflow({ name: 'drawn', version: 1, input: z.object({}) }, (node) => {
  const a = node('a', plain);
  const r = node.router('r', { needs: { a }, routes: ['x', 'y', 'z'], run: () => ({ route: 'x' }) });
  const b = node('b', { ...plain, needs: { r: r.when('x', 'y') } });
  node('end', { ...plain, anyOf: { b, r: r.when('z') }, after: { a } });
});

test('toMermaid draws nodes, routers, routes and optional needs', () => {
  expect(toMermaid(workflow)).toBe(`flowchart TD
  n0["a"]
  n1{"r"}
  n2["b"]
  n3["end"]
  n0 --> n1
  n1 -->|"x, y"| n2
  n2 -.-> n3
  n1 -.->|"z"| n3
  n0 -.-> n3
`);
});

test('toMermaid colors the statuses that it is given', () => {
  const drawn = toMermaid(workflow, { a: 'completed', r: 'running', b: 'completed', end: 'blocked' });
  expect(drawn.split('\n').slice(10)).toEqual([
    expect.stringMatching(/^ {2}classDef running fill:/),
    '  class n1 running',
    expect.stringMatching(/^ {2}classDef completed fill:/),
    '  class n0,n2 completed',
    '',
  ]);
});
