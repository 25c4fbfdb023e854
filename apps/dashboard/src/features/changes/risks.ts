import type { DiffFile } from './parse-diff.ts';

const kinds: [pattern: RegExp, words: string][] = [
  [/(^|\/)(\.github|\.gitlab-ci|\.circleci|\.ci|Jenkinsfile|azure-pipelines|\.drone|\.buildkite)/, 'runs in CI'],
  [/(^|\/)(\.husky|\.git-?hooks|lefthook|\.pre-commit)/, 'runs as a hook'],
  [
    /(^|\/)(package\.json|pyproject\.toml|setup\.py|requirements[^/]*\.txt|go\.mod|Cargo\.toml|Gemfile|pom\.xml)$/,
    'names dependencies or scripts',
  ],
  [/(^|\/)(AGENTS|CLAUDE|CONVENTIONS)\.md$|(^|\/)\.(aider|cursor|codex|claude)/, 'tells agents what to do'],
  [/(^|\/)(Dockerfile|docker-compose|Makefile|.*\.(sh|bash|ps1))/, 'is a script'],
];
const generated =
  /(^|\/)(package-lock\.json|yarn\.lock|pnpm-lock\.yaml|Cargo\.lock|go\.sum|poetry\.lock|uv\.lock|Gemfile\.lock|dist\/|build\/|vendor\/|.*\.min\.(js|css)|.*\.map|__snapshots__\/)/;
/** Characters that make text read as another than it is, or that nobody sees. */
const hidden = /[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/;

/** Folded at first: nobody reads it line by line, and everybody may. */
export const isGenerated = ({ path }: Pick<DiffFile, 'path'>): boolean => generated.test(path);

/** What a reader should look at twice. */
export function risksOf(file: DiffFile): string[] {
  return [
    ...kinds.filter(([pattern]) => pattern.test(file.path)).map(([, words]) => words),
    ...(file.newMode === '120000' ? ['is a link'] : []),
    ...(file.newMode === '160000' ? ['is another repository'] : []),
    ...(file.newMode === '100755' ? ['may be executed'] : []),
    ...(file.isBinary ? ['is binary'] : []),
    ...(file.lines.some(({ kind, text }) => kind === 'added' && hidden.test(text)) ? ['has characters that nobody sees'] : []),
  ];
}
