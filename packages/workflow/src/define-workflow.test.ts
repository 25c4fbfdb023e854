import { describe, expect, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import { defineWorkflow, findNode, getNode, type NodeBuilder, type Workflow, WorkflowInvalidError, type WorkflowNode } from './index.ts';

const text = z.object({ text: z.string() });
const input = z.object({ task: z.string() });

describe('defineWorkflow', () => {
  test('gives the workflow as data, in the order of definition, with defaults filled in', () => {
    const workflow = defineWorkflow({ name: 'letters', version: 3, input }, (node) => {
      const a = node('a', { output: text, run: () => ({ text: '' }) });
      const b = node.router('b', { needs: { a }, routes: ['left', 'right'], run: () => ({ route: 'left' }) });
      node('c', {
        needs: { chosen: b.when('left', 'right') },
        after: { a },
        output: text,
        slot: true,
        timeoutSeconds: 5,
        retry: { maxAttempts: 2 },
        run: () => ({ text: '' }),
      });
    });
    const { name, version, onFailure, nodes } = workflow;
    expect({ name, version, onFailure }).toEqual({ name: 'letters', version: 3, onFailure: 'cancel' });
    const [a, b, c] = nodes;
    expect(a).toMatchObject({
      kind: 'node',
      name: 'a',
      edges: [],
      retry: { maxAttempts: 1 },
      slot: false,
      routes: [],
      timeoutSeconds: undefined,
    });
    expect(b).toMatchObject({ kind: 'router', routes: ['left', 'right'], takes: 'one' });
    expect(c).toMatchObject({ slot: true, timeoutSeconds: 5, retry: { maxAttempts: 2 } });
    expect(c?.edges.map(({ key, kind, node, routes }) => ({ key, kind, node: node.name, routes }))).toEqual([
      { key: 'chosen', kind: 'needs', node: 'b', routes: ['left', 'right'] },
      { key: 'a', kind: 'after', node: 'a', routes: undefined },
    ]);
    expect(findNode(workflow, 'b')).toBe(b);
    expect(findNode(workflow, 'd')).toBeUndefined();
    expect(() => getNode(workflow, 'd')).toThrow('Workflow letters version 3 has no node «d»; it has a, b, c');
  });

  test('a node that comes after the definition is refused', () => {
    let late: NodeBuilder<undefined, { task: string }> | undefined;
    defineWorkflow({ name: 'letters', version: 1, input }, (node) => {
      late = node;
      node('a', { output: text, run: () => ({ text: '' }) });
    });
    expect(() => late?.('b', { output: text, run: () => ({ text: '' }) })).toThrow('Node «b» comes too late');
  });
});

describe('types', () => {
  interface Drivers {
    readonly ask: (question: string) => Promise<string>;
  }

  test('input, needs and context are those of the schemas; what does not fit does not compile', () => {
    const workflow = defineWorkflow<Drivers>()({ name: 'typed', version: 1, input }, (node) => {
      const a = node('a', {
        output: z.object({ files: z.array(z.string()), kind: z.enum(['x', 'y']) }),
        run: async ({ input, context }) => {
          expectTypeOf(input).toEqualTypeOf<{ task: string }>();
          expectTypeOf(context).toEqualTypeOf<Drivers>();
          return { files: [await context.ask(input.task)], kind: 'x' };
        },
      });
      const one = node.router('one', {
        needs: { a },
        routes: ['yes', 'no'],
        run: ({ needs }) => ({ route: needs.a.kind === 'x' ? 'yes' : 'no' }),
      });
      const more = node.router('more', {
        routes: ['p', 'q'],
        many: true,
        output: z.object({ route: z.array(z.enum(['p', 'q'])), why: z.string() }),
        run: () => ({ route: ['p'], why: '' }),
      });
      const b = node('b', { needs: { one: one.when('yes'), more: more.when('p') }, output: z.null(), run: () => null });
      const c = node('c', { needs: { one: one.when('no') }, output: z.json(), run: () => [{ deep: [1] }] });
      node('d', {
        needs: { a },
        anyOf: { b, c },
        after: { more: more.when('q') },
        output: text,
        run: ({ needs }) => {
          expectTypeOf(needs.a).toEqualTypeOf<{ files: string[]; kind: 'x' | 'y' }>();
          expectTypeOf(needs.b).toEqualTypeOf<null | undefined>();
          expectTypeOf(needs.more).toEqualTypeOf<{ route: ('p' | 'q')[]; why: string } | undefined>();
          // @ts-expect-error -- not a need of this node
          void needs.one;
          return { text: needs.a.files.join() };
        },
      });
      // @ts-expect-error -- not a route of this router
      const wrongRoute = () => one.when('maybe');
      // @ts-expect-error -- a number where the schema wants text
      const wrongOutput = () => node('e', { output: text, run: () => ({ text: 1 }) });
      // @ts-expect-error -- a promise of the wrong thing
      const wrongPromise = () => node('e', { output: text, run: async () => ({ texts: '' }) });
      // @ts-expect-error -- takes a route that it does not have
      const wrongTaken = () => node.router('e', { routes: ['yes', 'no'], run: () => ({ route: 'perhaps' }) });
      // @ts-expect-error -- one route, not a list
      const wrongMany = () => node.router('e', { routes: ['yes', 'no'], run: () => ({ route: ['yes'] }) });
      // @ts-expect-error -- the output lacks the route
      const wrongSchema = () => node.router('e', { routes: ['yes', 'no'], output: text, run: () => ({ text: '' }) });
      // @ts-expect-error -- a name instead of a node
      const wrongNeed = () => node('e', { needs: { a: 'a' }, output: text, run: () => ({ text: '' }) });
      void [wrongRoute, wrongOutput, wrongPromise, wrongTaken, wrongMany, wrongSchema, wrongNeed];
    });
    expectTypeOf(workflow).toExtend<Workflow<Drivers>>();
    expectTypeOf(workflow).toExtend<Workflow>();
    expectTypeOf(workflow).not.toExtend<Workflow<{ readonly other: string }>>();
    expect(workflow.nodes.map((node) => node.name)).toEqual(['a', 'one', 'more', 'b', 'c', 'd']);
  });
});

/** The problems of a definition, as code and node. */
function problemsOf(
  build: (node: NodeBuilder<undefined, { task: string }>) => void,
  options: { name?: string; version?: number } = {},
): [string, string | null][] {
  return invalid(build, options).problems.map(({ code, node }) => [code, node]);
}

function invalid(
  build: (node: NodeBuilder<undefined, { task: string }>) => void,
  options: { name?: string; version?: number } = {},
): WorkflowInvalidError {
  try {
    defineWorkflow({ name: 'w', version: 1, input, ...options }, build);
  } catch (error) {
    if (error instanceof WorkflowInvalidError) return error;
    throw error;
  }
  throw new Error('the definition was accepted');
}

describe('a definition that cannot be used', () => {
  const plain = { output: text, run: () => ({ text: '' }) };

  test('is refused with all its problems at once', () => {
    let foreign: WorkflowNode<undefined, typeof text> | undefined;
    defineWorkflow({ name: 'other', version: 1, input }, (node) => {
      foreign = node('elsewhere', plain);
    });
    const error = invalid(
      (node) => {
        node('', plain);
        const a = node('a', plain);
        node('a', { ...plain, needs: { foreign: foreign ?? a } });
        node('b', { ...plain, retry: { maxAttempts: 0, initialDelayMs: -1, factor: 0.5, maxDelayMs: Number.NaN }, timeoutSeconds: 0 });
        node('with space', { ...plain, needs: { a }, after: { a } });
      },
      { name: '', version: 0 },
    );
    expect(error.code).toBe('workflow_invalid');
    expect(error.problems.map(({ code, node }) => [code, node])).toEqual([
      ['name_empty', null],
      ['version_invalid', null],
      ['name_empty', ''],
      ['name_duplicate', 'a'],
      ['need_foreign', 'a'],
      ['retry_invalid', 'b'],
      ['retry_invalid', 'b'],
      ['retry_invalid', 'b'],
      ['retry_invalid', 'b'],
      ['timeout_invalid', 'b'],
      ['name_malformed', 'with space'],
      ['need_duplicate', 'with space'],
    ]);
    expect(error.message).toContain('  node «b»: maxAttempts is 0; it must be a whole number from 1 [retry_invalid]');
    expect(error.message).toContain('  workflow: version is 0; it must be a whole number from 1 [version_invalid]');
  });

  test('no nodes', () => {
    expect(problemsOf(() => {})).toEqual([['no_nodes', null]]);
  });

  test('a timeout that a timer cannot hold', () => {
    expect(problemsOf((node) => node('a', { ...plain, timeoutSeconds: 2_147_484 }))).toEqual([['timeout_invalid', 'a']]);
    expect(problemsOf((node) => node('a', { ...plain, timeoutSeconds: Number.NaN }))).toEqual([['timeout_invalid', 'a']]);
  });

  test('a router without routes, with a route twice, and without a branch', () => {
    const names: string[] = [];
    const problems = problemsOf((node) => {
      node.router('none', { routes: names, run: () => ({ route: '' }) });
      const twice = node.router('twice', { routes: ['x', 'y', 'x', 'x'], run: () => ({ route: 'x' }) });
      node('a', { ...plain, needs: { twice: twice.when('y') } });
    });
    expect(invalid((node) => node.router('', { routes: ['x'], run: () => ({ route: 'x' }) })).message).toContain(
      "needs: { router: router.when('…') }",
    );
    expect(problems).toEqual([
      ['routes_empty', 'none'],
      ['router_without_branch', 'none'],
      ['route_duplicate', 'twice'],
    ]);
  });

  test('a route that the router does not have, and no route at all', () => {
    const problems = problemsOf((node) => {
      const router = node.router('r', { routes: ['x'] as string[], run: () => ({ route: 'x' }) });
      node('a', { ...plain, needs: { r: router.when('z') } });
      node('b', { ...plain, needs: { r: Reflect.apply(router.when, undefined, []) } });
    });
    expect(problems).toEqual([
      ['route_unknown', 'a'],
      ['route_unknown', 'b'],
    ]);
  });
});

describe('a node that can never run', () => {
  const plain = { output: text, run: () => ({ text: '' }) };

  test('is one that requires two branches of which the router takes one', () => {
    const error = invalid((node) => {
      const router = node.router('r', { routes: ['x', 'y', 'z'], run: () => ({ route: 'x' }) });
      const x = node('x', { ...plain, needs: { r: router.when('x') } });
      const y = node('y', { ...plain, needs: { r: router.when('y') } });
      const behind = node('behind', { ...plain, needs: { x } });
      node('both', { ...plain, needs: { behind, y } });
      node('afterBoth', { ...plain, needs: { x, r: router.when('y', 'z') } });
    });
    expect(error.problems.map(({ code, node }) => [code, node])).toEqual([
      ['node_unreachable', 'both'],
      ['node_unreachable', 'afterBoth'],
    ]);
    expect(error.problems[0]?.message).toBe(
      'it can never run: it needs branches that exclude each other, because «r» takes one route only. To join branches, use anyOf or after',
    );
  });

  test('is reported once, not again for those behind it', () => {
    const problems = problemsOf((node) => {
      const router = node.router('r', { routes: ['x', 'y'], run: () => ({ route: 'x' }) });
      const both = node('both', { ...plain, needs: { x: router.when('x'), y: router.when('y') } });
      node('behind', { ...plain, needs: { both } });
    });
    expect(problems).toEqual([['node_unreachable', 'both']]);
  });

  test('is also one whose joined branches all exclude what it requires', () => {
    const problems = problemsOf((node) => {
      const router = node.router('r', { routes: ['x', 'y', 'z'], run: () => ({ route: 'x' }) });
      const x = node('x', { ...plain, needs: { r: router.when('x') } });
      const y = node('y', { ...plain, needs: { r: router.when('y') } });
      node('join', { ...plain, anyOf: { x, y }, needs: { r: router.when('z') } });
    });
    expect(problems).toEqual([['node_unreachable', 'join']]);
  });

  test('is not one that joins by anyOf or after, nor one behind a router that takes many', () => {
    const workflow = defineWorkflow({ name: 'joins', version: 1, input }, (node) => {
      const one = node.router('one', { routes: ['x', 'y'], run: () => ({ route: 'x' }) });
      const other = node.router('other', { routes: ['x', 'y'], run: () => ({ route: 'x' }) });
      const many = node.router('many', { routes: ['x', 'y'], many: true, run: () => ({ route: ['x', 'y'] }) });
      const x = node('x', { ...plain, needs: { one: one.when('x') } });
      const y = node('y', { ...plain, needs: { one: one.when('y') } });
      const free = node('free', plain);
      node('joinBoth', { ...plain, anyOf: { x, y } });
      node('joinOne', { ...plain, anyOf: { x, y }, needs: { one: one.when('y') } });
      node('joinFree', { ...plain, anyOf: { x, free }, needs: { one: one.when('y') } });
      node('afterBoth', { ...plain, needs: { x }, after: { y } });
      node('ofMany', { ...plain, needs: { x: many.when('x'), y: many.when('y') } });
      node('ofTwo', { ...plain, needs: { x, other: other.when('y') } });
    });
    expect(workflow.nodes).toHaveLength(12);
  });
});
