export type ProtectedKind = 'ci' | 'git' | 'agent' | 'devteam' | 'owners' | 'registry' | 'task_list' | 'project';

export interface ProtectedPath {
  readonly kind: ProtectedKind;
  /** As `matchesPath` reads them. */
  readonly patterns: readonly string[];
  /** Continues «changed, which …». */
  readonly why: string;
}

/** What decides about more than the task that changed it. */
export const protectedPaths: readonly ProtectedPath[] = [
  {
    kind: 'ci',
    patterns: [
      '.github/workflows/',
      '.github/actions/',
      'action.yml',
      'action.yaml',
      '.gitlab-ci.yml',
      '.gitlab/ci/',
      '.gitea/workflows/',
      '.forgejo/workflows/',
      '.circleci/',
      '.travis.yml',
      'azure-pipelines.yml',
      '.azure-pipelines/',
      'bitbucket-pipelines.yml',
      'Jenkinsfile',
      '.buildkite/',
      '.drone.yml',
      '.woodpecker.yml',
      '.woodpecker/',
      '.teamcity/',
      'cloudbuild.yaml',
      'appveyor.yml',
    ],
    why: 'runs on the machines of the repository, with their secrets, as soon as it is pushed',
  },
  {
    kind: 'git',
    patterns: [
      '.husky/',
      '.githooks/',
      '.git-hooks/',
      'lefthook.yml',
      '.lefthook.yml',
      '.pre-commit-config.yaml',
      '.gitattributes',
      '.gitmodules',
      '.lfsconfig',
      '.git/',
    ],
    why: "decides what Git runs or fetches on other people's machines",
  },
  {
    kind: 'agent',
    patterns: [
      'AGENTS.md',
      'CLAUDE.md',
      'GEMINI.md',
      'CONVENTIONS.md',
      '.github/copilot-instructions.md',
      '.github/instructions/',
      '.github/prompts/',
      '.github/agents/',
      '.github/hooks/',
      '.claude/',
      '.codex/',
      '.agents/',
      '.gemini/',
      '.opencode/',
      'opencode.json',
      'opencode.jsonc',
      '.cursor/',
      '.cursorrules',
      '.windsurf/',
      '.windsurfrules',
      '.clinerules',
      '.roo/',
      '.goosehints',
      '.goose/',
      '.aider*',
      '.mcp.json',
      '.vscode/',
      '.idea/',
      '.devcontainer/',
      '.envrc',
    ],
    why: 'tells the next agents and editors what to do and what to run',
  },
  { kind: 'devteam', patterns: ['.devteam.yml', '.devteam/'], why: 'decides how work is checked and what may land' },
  {
    kind: 'owners',
    patterns: ['CODEOWNERS', '.github/settings.yml', '.github/dependabot.yml', 'renovate.json', '.github/renovate.json'],
    why: 'decides who has to agree to changes, or who may make them unasked',
  },
  {
    kind: 'registry',
    patterns: [
      '.npmrc',
      '.yarnrc',
      '.yarnrc.yml',
      '.yarn/releases/',
      '.yarn/plugins/',
      '.pnpmfile.cjs',
      'pip.conf',
      '.cargo/config.toml',
      '.cargo/config',
      '.pypirc',
    ],
    why: 'decides where packages come from, or what runs when they are installed',
  },
];

export interface LockStep {
  readonly manifests: readonly string[];
  readonly locks: readonly string[];
  /** Continues «changed without …, and …». */
  readonly why: string;
}

const whyLocked = 'what is installed would no longer be what anybody asked for';

/** Files that change together. A lock that changes alone may name other packages than the manifest, and hardly anybody reads one. Names, in any folder. */
export const lockSteps: readonly LockStep[] = [
  {
    manifests: ['package.json', 'pnpm-workspace.yaml'],
    locks: ['package-lock.json', 'npm-shrinkwrap.json', 'yarn.lock', 'pnpm-lock.yaml', 'bun.lock', 'bun.lockb'],
    why: whyLocked,
  },
  {
    manifests: ['pyproject.toml', 'Pipfile', 'requirements.in'],
    locks: ['uv.lock', 'poetry.lock', 'pdm.lock', 'Pipfile.lock'],
    why: whyLocked,
  },
  { manifests: ['Cargo.toml'], locks: ['Cargo.lock'], why: whyLocked },
  { manifests: ['go.mod', 'go.work'], locks: ['go.sum', 'go.work.sum'], why: whyLocked },
  { manifests: ['Gemfile', '*.gemspec'], locks: ['Gemfile.lock'], why: whyLocked },
  { manifests: ['composer.json'], locks: ['composer.lock'], why: whyLocked },
  { manifests: ['*.csproj', '*.fsproj', 'Directory.Packages.props'], locks: ['packages.lock.json'], why: whyLocked },
];
