import type { Event, EventPayload, EventType, NodeView, ProjectDetail } from '@devteam/api';

/** A log of events per project, as the real server keeps one: a view is what its events made of it. */
export interface FixtureWorld {
  projects: Map<string, ProjectDetail>;
  events: Map<string, Event[]>;
  append<T extends EventType>(projectId: string, type: T, payload: EventPayload<T>, ts?: string): Event;
  say(projectId: string, lines: string[], options?: Partial<EventPayload<'execution-log'>>, ts?: string): void;
  onEvent: (event: Event) => void;
}

export function createWorld(projects: readonly ProjectDetail[]): FixtureWorld {
  const world: FixtureWorld = {
    projects: new Map(projects.map((project) => [project.projectId, structuredClone(project)])),
    events: new Map(projects.map((project) => [project.projectId, []])),
    onEvent: () => {},
    append: (projectId, type, payload, ts = new Date().toISOString()) => {
      const events = world.events.get(projectId) ?? [];
      const project = world.projects.get(projectId);
      const event = { type, ts, projectId, seq: events.length + 1, payload } as Event;
      events.push(event);
      if (project) {
        project.seq = event.seq;
        if (type === 'execution-log') project.lastOutputAt = ts;
      }
      world.onEvent(event);
      return event;
    },
    say: (projectId, lines, options = {}, ts = new Date().toISOString()) => {
      const project = world.projects.get(projectId);
      const current = project?.currentTask;
      const payload = {
        executionId: project?.execution?.executionId ?? 'none',
        taskKey: current?.key ?? null,
        attempt: current?.attempt ?? 0,
        node: current?.node ?? null,
        level: 'info' as const,
        stream: 'stdout' as const,
        lines,
        ...options,
      };
      world.append(projectId, 'execution-log', payload, ts);
    },
  };
  for (const projectId of world.projects.keys()) {
    tellNodes(world, projectId);
    tellHistory(world, projectId);
  }
  return world;
}

const history: [string[], Partial<EventPayload<'execution-log'>>][] = [
  [['Prepared a clean work tree from main at 02be77d'], { stream: 'engine', node: 'gatherContext' }],
  [['12 files, 3 of them tests, belong to this task'], { stream: 'engine', node: 'gatherContext' }],
  [
    [
      '\u001b[36m> applying 1.patch\u001b[0m',
      'src/orders/filter.ts | 64 ++++++++++++++++',
      'src/orders/list.tsx  | 18 ++--',
      ' 2 files changed, 76 insertions(+), 6 deletions(-)',
    ],
    { node: 'codeExecution' },
  ],
  [['Downloading  10 %\rDownloading  55 %\rDownloading 100 %'], { node: 'verify' }],
  [['> vitest run', '', ' ✓ test/orders.test.ts (31 tests) 412 ms', ' ✓ test/catalog.test.ts (88 tests) 1.2 s'], { node: 'verify' }],
  [
    ['(node:4242) Warning: Accessing non-existent property of module exports inside circular dependency'],
    { stream: 'stderr', level: 'warn', node: 'verify' },
  ],
  [
    [' FAIL  test/filter.test.ts > keeps the page number', 'AssertionError: expected 1 to be 3'],
    { stream: 'stderr', level: 'error', node: 'verify' },
  ],
  [['The check «test» failed: 1 of 214 tests. The output goes to the next attempt.'], { stream: 'engine', level: 'warn', node: 'verify' }],
];

function tellHistory(world: FixtureWorld, projectId: string): void {
  const project = world.projects.get(projectId);
  if (!project?.execution) return;
  const { startedAt } = project.execution;
  const lastMs = Date.parse(project.lastOutputAt ?? startedAt);
  const told: { lines: string[]; options: Partial<EventPayload<'execution-log'>> }[] = [];
  for (const task of project.tasks.filter((each) => each.status === 'completed').slice(0, 3)) {
    for (const [lines, options] of history.slice(0, 5)) told.push({ lines, options: { ...options, taskKey: task.key, attempt: 1 } });
  }
  const attempts = project.currentTask?.attempt ?? 0;
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const whole = attempt < attempts || project.execution.status === 'error';
    for (const [lines, options] of whole ? history : history.slice(0, 6)) told.push({ lines, options: { ...options, attempt } });
  }
  const stepMs = (lastMs - Date.parse(startedAt)) / Math.max(1, told.length);
  for (const [index, { lines, options }] of told.entries()) {
    world.say(projectId, lines, options, new Date(lastMs - (told.length - 1 - index) * stepMs).toISOString());
  }
}

/** What the nodes of the completed tasks did, in events, so that a timeline can be read. */
function tellNodes(world: FixtureWorld, projectId: string): void {
  const project = world.projects.get(projectId);
  if (!project?.execution) return;
  const { executionId } = project.execution;
  const shares = { gatherContext: 0.04, constructPrompt: 0.08, codeExecution: 0.6, verify: 0.22, push: 0.06 };
  for (const task of project.tasks) {
    if (!task.startedAt) continue;
    const endMs = task.endedAt ? Date.parse(task.endedAt) : Date.now();
    let at = Date.parse(task.startedAt);
    const wholeMs = (endMs - at) * 0.97;
    for (const [name, share] of Object.entries(shares)) {
      const isOpen = !task.endedAt && name === 'verify';
      if (!task.endedAt && name === 'push') break;
      const node: NodeView = {
        node: name,
        attempt: task.attempt || 1,
        status: isOpen ? 'running' : 'completed',
        startedAt: new Date(at).toISOString(),
        endedAt: isOpen ? null : new Date(at + wholeMs * share).toISOString(),
        failure: null,
      };
      world.append(projectId, 'node-update', { executionId, taskKey: task.key, node }, task.endedAt ?? undefined);
      at += wholeMs * share;
    }
  }
}
