/** A mistake that somebody could make: a piece of a decision, or of the engine around it, and what stands there instead. */
export interface PlantedBug {
  readonly name: string;
  /** Below `decisions/`. */
  readonly file: string;
  readonly right: string;
  readonly wrong: string;
}

export const plantedBugs: readonly PlantedBug[] = [
  {
    name: 'fencing is skipped: a late result of another claim counts',
    file: 'injection/late-result.ts',
    right: "if (standing.claim !== result.claim) return { accepted: false, why: 'other_claim' };",
    wrong: '',
  },
  {
    name: 'an interrupt leaves the claim as it is',
    file: 'injection/late-result.ts',
    right: 'standing.outcome === null ? { ...standing, claim: null } : standing',
    wrong: 'standing',
  },
  {
    name: 'a push does not know its own landing again',
    file: 'simulator/work.ts',
    right: "if (hasLanded) return { end: 'landed' };\n  if (!isOpen) return { end: 'superseded' };",
    wrong: '',
  },
  {
    name: 'a push overwrites a branch that has moved',
    file: 'simulator/work.ts',
    right: "if (project.tip !== tip) return { end: 'moved' };",
    wrong: '',
  },
  {
    name: 'the tick in the list is forgotten',
    file: 'simulator/work.ts',
    right: 'project.list = parse(applyEdits(project.list.bytes, edits),',
    wrong: 'parse(applyEdits(project.list.bytes, edits),',
  },
  {
    name: 'the end of a node is dropped: nothing follows it',
    file: 'simulator/work.ts',
    right: '  makeReady(world, task, next);',
    wrong: '  task.node = null;',
  },
  {
    name: 'what a dead worker ran is not taken up again',
    file: 'simulator/work.ts',
    right: '    makeReady(world, task, task.node.name);\n  }',
    wrong: '  }',
  },
  {
    name: 'what is taken up again keeps the claim of the dead worker',
    file: 'simulator/work.ts',
    right: '    task.claim = null;\n    makeReady(world, task, task.node.name);',
    wrong: '    makeReady(world, task, task.node.name);',
  },
  {
    name: 'dependencies are ignored',
    file: 'next-step.ts',
    right: 'const task = findNextTask(list, {',
    wrong: "const task = list.tasks.find((each) => each.status === 'pending' && !landed.has(each.key)) ?? findNextTask(list, {",
  },
  {
    name: 'a stop point of a person is passed',
    file: 'stop-points/reached-stop.ts',
    right: "...given.stopAfter.map((target): StopPoint => ({ when: 'after', target })),",
    wrong: '',
  },
  {
    name: 'a stop before the merge is passed',
    file: 'stop-points/halts-here.ts',
    right: 'const { list, stops, passed } = standing;',
    wrong: 'const { list, passed } = standing;\n  const stops: readonly StopWish[] = [];',
  },
  {
    name: 'a pause waits for the whole task',
    file: 'control/steer.ts',
    right: "if (wish.state === 'paused' && !open.isNodeRunning) return { do: 'settle', event: 'pause', reason: null };",
    wrong: '',
  },
  {
    name: 'a push that runs is cut off',
    file: 'control/steer.ts',
    right: "if (open.isNodeRunning && (open.phase === 'PUSH' || open.phase === 'DONE')) return { do: 'work', key: open.key };",
    wrong: '',
  },
  {
    name: 'a paused execution selects',
    file: 'next-step.ts',
    right: "if (desired === 'paused') return { do: 'settle', event: 'pause', reason: null };",
    wrong: '',
  },
  {
    name: 'a stop is forgotten between two tasks',
    file: 'next-step.ts',
    right: "if (desired === 'stopped') {",
    wrong: "if (desired === 'stopped' && open) {",
  },
  {
    name: 'more nodes run than there are slots',
    file: 'fairness/dispatch.ts',
    right: "if (slots.free('total') <= 0) return undefined;",
    wrong: '',
  },
  {
    name: 'a used up budget lets attempts begin',
    file: 'budgets/budget.ts',
    right: 'return found?.words ?? null;',
    wrong: 'return found === undefined ? null : null;',
  },
  {
    name: 'a budget warns again and again',
    file: 'budgets/budget.ts',
    right: 'return warned.includes(measure) ? [] : [',
    wrong: 'return warned.length > 99 ? [] : [',
  },
  {
    name: 'attempts have no end',
    file: 'failure-classes/after-failure.ts',
    right: "if (standing.attempt < standing.maxAttempts) return { do: 'try_again'",
    wrong: "if (standing.attempt < standing.maxAttempts + 1) return { do: 'try_again'",
  },
  {
    name: 'a breaker that opened never lets a canary try',
    file: 'failure-classes/circuit-breaker.ts',
    right: 'if (now >= breaker.until) return { go: true, breaker: tries, isCanary: true };',
    wrong: '',
  },
  {
    name: 'the same injection is carried out twice',
    file: 'injection/plan-injection.ts',
    right: "if (before?.content === contentOf(request)) return { outcome: 'replayed', injection: before };\n  if (before) return",
    wrong: 'if (before && before.content !== contentOf(request)) return',
  },
  {
    name: 'an urgent task comes last',
    file: 'injection/plan-injection.ts',
    right: "place: { type: 'priority', current: firstOf(list, held.key) },",
    wrong: "place: { type: 'positional', after: list.tasks.at(-1)?.key ?? held.key },",
  },
  {
    name: 'stopping everything of a customer stops the others too',
    file: 'control/plan-control.ts',
    right: '.filter((row) => row.customerId === customerId)',
    wrong: ".filter((row) => row.customerId === customerId || row.customerId !== '')",
  },
  {
    name: 'a task that is cut off stays open',
    file: 'simulator/moves.ts',
    right: "  task.outcome = 'canceled';",
    wrong: '',
  },
];
