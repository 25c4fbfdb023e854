import { Buffer } from 'node:buffer';
import { chmod, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { NewProject } from '@devteam/engine/store';
import { type Course, type TriedTask, closedKeys, courseOf } from './expected-course.ts';
import { git, gitBytes } from './git.ts';
import { listOf, preamble } from './planned-list.ts';
import { type PlannedNode, type Target, nodesOf, targetsOf } from './planned-nodes.ts';
import type { PlannedAttempt, ProjectPlan } from './random-plan.ts';
import { type Tree, type TreeFile, changeTree, firstSources } from './tree-change.ts';

/** A plan on disk: a remote, recordings, and what an engine has to make of them. */
export interface RandomProject {
  plan: ProjectPlan;
  nodes: PlannedNode[];
  project: NewProject;
  /** Given with the start. */
  stopAfter: string[];
  remote: string;
  branch: string;
  listPath: string;
  list: Buffer;
  course: Course;
  /** Keys of the tasks that are closed in the end. */
  closed: Set<string>;
  /** A repository in which each recording that lands was applied and committed by plain git, in the expected order; the list is as it was. */
  byHand: string;
  firstCommit: string;
}

const check = `#!/bin/sh
# Fails if a piece is broken, or needs one that is not there yet.
if grep BROKEN pieces/*; then exit 1; fi
for name in $(sed -n 's/^needs //p' pieces/*); do
  [ -e "pieces/$name" ] || { echo "piece $name is missing"; exit 1; }
done
`;
const checks = [{ name: 'pieces', command: 'sh check.sh', timeoutSeconds: 60 }];
const checksFile = `version: 1\nchecks:\n  - name: pieces\n    command: sh check.sh\n    timeoutSeconds: 60\n`;

/** The tasks of a plan and what it comes to, without touching a disk. */
export function readPlan(plan: ProjectPlan): { nodes: PlannedNode[]; list: Buffer; stop: Target | null; course: Course } {
  const nodes = nodesOf(plan);
  const targets = targetsOf(plan, nodes);
  const stop = plan.stopPick === null ? null : (targets[plan.stopPick % Math.max(1, targets.length)] ?? null);
  return { nodes, stop, list: listOf(plan, nodes, stop?.name ?? null), course: courseOf(plan, nodes, targets, stop) };
}

export async function makeRandomProject(
  plan: ProjectPlan,
  at: { directory: string; id: string; customer: string },
): Promise<RandomProject> {
  const { nodes, list, stop, course } = readPlan(plan);
  const work = join(at.directory, 'by-hand');
  const remote = join(at.directory, 'remote.git');
  const recordings = join(at.directory, 'recordings');
  await Promise.all([mkdir(work, { recursive: true }), mkdir(recordings, { recursive: true })]);

  await git(work, 'init', '-q', '-b', plan.branch);
  const player = new Player({ plan, nodes, work, recordings });
  await player.begin(list);
  await git(work, 'add', '-A');
  await git(work, 'commit', '-q', '-m', 'Begin');
  const firstCommit = await git(work, 'rev-parse', 'HEAD');
  await git(at.directory, 'clone', '-q', '--bare', work, remote);
  for (const tried of course.tasks) await player.record(tried);

  return {
    plan,
    nodes,
    list,
    course,
    remote,
    firstCommit,
    byHand: work,
    branch: plan.branch,
    listPath: plan.listPath,
    closed: closedKeys(nodes, course),
    stopAfter: stop && plan.stopStandsIn === 'start' ? [stop.name] : [],
    project: {
      id: at.id,
      customer: { id: at.customer, name: at.customer },
      name: at.id,
      repositoryUrl: remote,
      branch: plan.namesBranch ? plan.branch : null,
      executor: 'replay',
      sandbox: 'process',
      settings: {
        investigate: false,
        recordings,
        ...(plan.maxAttempts === null ? {} : { maxAttempts: plan.maxAttempts }),
        ...(plan.checksFrom === 'settings' ? { checks } : {}),
      },
    },
  };
}

/** Makes the recordings of a plan, each from the state before its task, and the history that they lead to. */
class Player {
  private readonly plan: ProjectPlan;
  private readonly nodes: readonly PlannedNode[];
  private readonly work: string;
  private readonly recordings: string;
  private tree: Tree = firstSources;

  constructor(parts: { plan: ProjectPlan; nodes: readonly PlannedNode[]; work: string; recordings: string }) {
    this.plan = parts.plan;
    this.nodes = parts.nodes;
    this.work = parts.work;
    this.recordings = parts.recordings;
  }

  async begin(list: Buffer): Promise<void> {
    const first = new Map(this.tree);
    const add = (path: string, content: string | Buffer) => first.set(path, { content: Buffer.from(content), mode: '100644' });
    add('check.sh', check);
    add('pieces/base', 'here from the start\n');
    add(this.plan.listPath, list);
    if (this.plan.checksFrom === 'repository') add('.devteam.yml', checksFile);
    for (const leaf of this.nodes) if (leaf.isClosedAtStart) add(`pieces/${this.pieceOf(leaf)}`, 'here from the start\n');
    this.tree = first;
    for (const [path, file] of first) await this.write(path, file);
  }

  /** Records all attempts of a task; if the last one lands, applies its recording and commits it. */
  async record({ node, attempts, lands }: TriedTask): Promise<void> {
    const folder = join(this.recordings, (node.id || node.key).replaceAll('/', '_'));
    await mkdir(folder, { recursive: true });
    for (const { attempt, recorded } of attempts) {
      if (attempt > node.task.attempts.length) continue;
      const tree = this.after(node, recorded, attempt);
      const patch = recorded.end === 'changes nothing' ? Buffer.alloc(0) : await this.diff(tree);
      await writeFile(join(folder, `${attempt}.patch`), patch);
      const described = {
        delaySeconds: recorded.delaySeconds,
        stdout: `${node.task.title}\nattempt ${attempt}\n`,
        ...(recorded.end === 'exits with 3' ? { exitCode: 3, stderr: 'no idea\n' } : {}),
      };
      await writeFile(join(folder, `${attempt}.json`), JSON.stringify(described));
    }
    const last = attempts.at(-1);
    if (!lands || !last) return;
    const list = this.tree.get(this.plan.listPath);
    this.tree = new Map(this.after(node, last.recorded, last.attempt));
    if (list) (this.tree as Map<string, TreeFile>).set(this.plan.listPath, list);
    await git(
      this.work,
      'apply',
      '--index',
      '--whitespace=nowarn',
      `--exclude=${this.plan.listPath}`,
      join(folder, `${last.attempt}.patch`),
    );
    await git(this.work, 'commit', '-q', '-m', node.key);
  }

  private pieceOf(node: PlannedNode): number {
    return this.nodes.indexOf(node);
  }

  private after(node: PlannedNode, recorded: PlannedAttempt, attempt: number): Tree {
    const piece = this.pieceOf(node);
    const needed = node.task.start === 'pending' ? this.neededBy(node) : [];
    const words = [recorded.end === 'breaks a check' ? 'BROKEN' : 'whole', `attempt ${attempt}`, ...needed.map((one) => `needs ${one}`)];
    let tree: Tree = new Map(this.tree).set(`pieces/${piece}`, { content: Buffer.from(`${words.join('\n')}\n`), mode: '100644' });
    for (const [index, change] of recorded.changes.entries()) tree = changeTree(tree, change, `${piece}-${attempt}-${index}`);
    return recorded.writesList ? withWrittenList(tree, this.plan.listPath) : tree;
  }

  /** The pieces of everything that the task waits for, also because of its parents. */
  private neededBy(node: PlannedNode): number[] {
    const targets = new Map(targetsOf(this.plan, [...this.nodes]).map((target) => [target.name, target.leaves]));
    const own = node.dependencies.flatMap((name) => targets.get(name) ?? []).map((leaf) => this.pieceOf(leaf));
    return [...new Set([...own, ...(node.parent ? this.neededBy(node.parent) : [])])];
  }

  /** The change from the state now to this tree, as git writes it; the folder is as before afterwards. */
  private async diff(tree: Tree): Promise<Buffer> {
    for (const path of this.tree.keys()) if (!tree.has(path)) await rm(join(this.work, path));
    for (const [path, file] of tree) if (this.tree.get(path) !== file) await this.write(path, file);
    await git(this.work, 'add', '-A');
    const patch = await gitBytes(this.work, ['diff', '--cached', '--binary', '--no-color']);
    await git(this.work, 'reset', '-q', '--hard');
    return patch;
  }

  private async write(path: string, { content, mode }: TreeFile): Promise<void> {
    const full = join(this.work, path);
    await mkdir(dirname(full), { recursive: true });
    await rm(full, { force: true });
    if (mode === '120000') return symlink(content.toString(), full);
    await writeFile(full, content);
    await chmod(full, mode === '100755' ? 0o755 : 0o644);
  }
}

/** An executor that ticks off by itself and writes a note into the list: none of it may land. */
function withWrittenList(tree: Tree, listPath: string): Tree {
  const list = tree.get(listPath);
  if (!list) return tree;
  const content = Buffer.from(list.content.toString('latin1').replace(preamble[2] ?? '', 'I have done everything.'), 'latin1');
  return new Map(tree).set(listPath, { ...list, content });
}
