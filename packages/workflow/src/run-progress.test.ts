import { expect, test } from 'vitest';
import { z } from 'zod';
import { defineWorkflow } from './index.ts';
import { beginProgress, move, progressOf, resultOf } from './run-progress.ts';

/* The invariants that no journal and no workflow can break, only a mistake in the interpreter. */

const oneNode = (name: string) =>
  defineWorkflow({ name: 'one', version: 1, input: z.null() }, (node) => void node(name, { output: z.null(), run: () => null }));

test('a move that the table lacks is refused', () => {
  expect(() => move({ status: 'blocked', attempts: 0 }, 'complete')).toThrow('A node that is blocked does not take «complete»');
});

test('there is no result while a node has not ended', () => {
  const workflow = oneNode('a');
  expect(() => resultOf(workflow, beginProgress(workflow))).toThrow('The run ended while node «a» was blocked');
});

test('the progress of another workflow is refused', () => {
  const [node] = oneNode('a').nodes;
  expect(() => progressOf(beginProgress(oneNode('b')), node!)).toThrow('No progress of node «a»');
});
