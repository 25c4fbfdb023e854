import type { RankedFile, TaskText } from '../rank/rank-files.ts';
import { wordsIn } from '../rank/task-words.ts';
import type { RepoMap } from '../repo-map.ts';
import { excerptOf } from './excerpt-of.ts';

/** What a prompt says of a file. */
export interface TaskFile {
  readonly path: string;
  readonly reason: string;
  readonly excerpt: string | null;
}

const charactersPerToken = 4;
/** Of one file, however important. */
const mostCharacters = 16_000;

/** Shares a budget of approximate tokens among files by how much they matter; what a short file does not need, later ones get. */
export function excerptsWithin(
  ranked: readonly RankedFile[],
  { map, maxTokens, task, texts }: { map: RepoMap; task: TaskText; texts: ReadonlyMap<string, string>; maxTokens: number },
): TaskFile[] {
  const facts = new Map(map.files.map((file) => [file.path, file.facts]));
  const words = wordsIn([task.title, task.description, ...task.acceptanceCriteria].join('\n').slice(0, 50_000));
  let left = maxTokens * charactersPerToken;
  let scores = ranked.filter(({ path }) => texts.has(path)).reduce((sum, { score }) => sum + score, 0);
  return ranked.map(({ path, reason, score, wanted }): TaskFile => {
    const text = texts.get(path);
    if (text === undefined) return { path, reason, excerpt: null };
    const share = scores > 0 ? Math.min(mostCharacters, Math.floor((left * score) / scores)) : 0;
    const excerpt = excerptOf({ text, facts: facts.get(path) ?? null, wanted, words, maxCharacters: share });
    scores -= score;
    left -= excerpt?.length ?? 0;
    return { path, reason, excerpt };
  });
}
