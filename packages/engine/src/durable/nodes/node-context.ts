import type { Executor } from '@devteam/drivers/executor';
import type { HypothesisQuestion, PromptConstructor, SuggestedHypotheses } from '@devteam/drivers/prompt';
import type { RepoMapper } from '@devteam/drivers/repo-map';
import type { Person, Repository } from '@devteam/drivers/repository';
import type { SandboxDriver, SandboxGuard } from '@devteam/drivers/sandbox';
import type { TaskList } from '@devteam/task-list';
import type { Project } from '../../store/index.ts';
import type { KeptEvidence } from './kept-evidence.ts';
import type { WayOut } from './way-out.ts';

/** What a node body may use. One object for one run of one node; everything that it starts ends with the run. */
export interface NodeContext {
  project: Project;
  repository: Repository;
  /** The project's, or the strongest that works here, and has images if one is wanted. Throws `sandbox_too_weak` if it does not enforce what this project requires. */
  getSandboxDriver: (image: string | undefined) => Promise<SandboxDriver>;
  /** What that driver enforces, measured, for those who have to believe what ran in it. */
  findSandboxGuards: (image: string | undefined) => Promise<SandboxGuard[]>;
  /** What checks said before, and where what they say now is kept. */
  evidence: KeptEvidence;
  executor: Executor;
  /** Host folders of the coding agent that the executor starts, none if only the sandbox's image has it; null for an executor that starts none. */
  findAgentFolders: () => Promise<readonly string[] | null>;
  /** The way out of this run's sandbox; null if it needs none. Throws `provider_key_unavailable`. */
  openWayOut: (needs: { model: boolean; timeoutSeconds: number }) => Promise<WayOut | null>;
  getPromptConstructor: () => PromptConstructor;
  /** What the model that helps with prompts thinks may be behind an error; nothing where there is none, or where it is away. */
  suggestHypotheses: (question: HypothesisQuestion, signal: AbortSignal) => Promise<SuggestedHypotheses>;
  /** What the repository defines and uses, for prompts that somebody reads; null where nobody does. */
  mapper: RepoMapper | null;
  /** Fresh for each run of a node: names its sandbox and its folder, so left-overs can be told from what is alive. */
  claim: string;
  /** An absent folder, for this run only; it is removed afterwards, whatever happens. */
  workspace: string;
  /** Commits are signed by us in this name. */
  author: Person;
  now: () => Date;
  /** Lines of a tool, as they come. */
  onOutput: (stream: 'stdout' | 'stderr', text: string) => void;
  /** One sentence of ours in the task's log. */
  say: (text: string, level?: 'info' | 'warn' | 'error') => void;
  /** The list of a commit; undefined if there is no file. Throws `task_list_unreadable`. */
  findList: (at: { commit: string; path: string; dialect?: string | null }, signal: AbortSignal) => Promise<TaskList | undefined>;
  /** Remembers the list of a commit that was just made, so that it need not be read back. */
  noteList: (commit: string, list: { path: string; bytes: Uint8Array }) => void;
  /** Stores the list as the branch has it, unless a later one is stored, and tells people when it changed. */
  saveList: (list: TaskList, at: { branch: string; path: string; commit: string }) => Promise<void>;
}
