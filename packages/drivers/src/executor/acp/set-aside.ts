/**
 * Settings and instructions of agents as a repository may hold them. An agent that nobody knows here may read any of these, and some start programs.
 */
export const agentFiles: readonly string[] = [
  '.agents',
  '.claude',
  '.codex',
  '.cursor',
  '.gemini',
  '.goose',
  '.kiro',
  '.mcp.json',
  '.opencode',
  '.qwen',
  '.vibe',
  'AGENTS.md',
  'CLAUDE.md',
  'GEMINI.md',
  'QWEN.md',
  'opencode.json',
  'opencode.jsonc',
];

/**
 * Shell that moves such entries out of the current folder, to a folder below HOME, and prints where the work lies. No setting of OpenCode keeps it from
 * loading plugins in there: what is not there cannot be loaded.
 */
export const setAsideScript = (folder: string, names: readonly string[]): string => `
aside="$HOME/${folder}"
mkdir -p "$aside" || exit 126
for name in ${names.join(' ')}; do
  if [ -e "$name" ] || [ -L "$name" ]; then mv "$name" "$aside/" || exit 126; fi
done
pwd -P
`;

/** Shell that puts them back as they were. What was written in their place does not count: no agent sets up the next one. */
export const putBackScript = (folder: string, names: readonly string[]): string => `
aside="$HOME/${folder}"
for name in ${names.join(' ')}; do
  if [ -e "$aside/$name" ] || [ -L "$aside/$name" ]; then rm -rf "./$name" && mv "$aside/$name" . || exit 126; fi
done
`;
