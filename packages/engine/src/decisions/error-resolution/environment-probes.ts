import type { Hypothesis } from './hypothesis.ts';
import { findNamed, probe, quoted } from './probe.ts';

const versionWords =
  /unsupported engine|EBADENGINE|not compatible|incompatible|requires? (?:at least )?(?:node|npm|python|ruby|go|java)\b|(?:node|python|npm)(?:\.js)? version|version of (?:node|python|npm)|needs (?:node|python)/i;
const programs = [
  /(?:^|[\s:/])([\w.+-]{1,60}): (?:command )?not found/,
  /command not found: ([\w.+-]{1,60})/,
  /spawn ([\w.+-]{1,60}) ENOENT/,
  /exec: "?([\w.+-]{1,60})"?: executable file not found/,
  /([\w.+-]{1,60}): No such file or directory$/,
];
const variables = [
  /\b([A-Z][A-Z0-9]*_[A-Z0-9_]{2,60})\b.*(?:not set|unset|required|missing|undefined|must be (?:set|given)|empty)/,
  /(?:missing|required|unset|not set|undefined|must set|set the).*\b([A-Z][A-Z0-9]*_[A-Z0-9_]{2,60})\b/i,
];

/** Rules for what is around the program: versions, programs, variables. */
export function environmentProbes(symptoms: readonly string[]): Hypothesis[] {
  const found: Hypothesis[] = [];
  if (symptoms.some((line) => versionWords.test(line))) found.push(versions);
  const program = findNamed(symptoms, programs);
  if (program !== undefined) found.push(missingProgram(program));
  const variable = findNamed(symptoms, variables);
  if (variable !== undefined) found.push(missingVariable(variable));
  return found;
}

/** Compares what is wanted (files that name versions) with what is there, by the first number of each. */
const versionScript = [
  'compare() { want=$(printf %s "$2" | tr -cd "0-9.\\n" | cut -d. -f1); have=$(printf %s "$3" | tr -cd "0-9.\\n" | cut -d. -f1);',
  'echo "$1: wanted $2, there is ${3:-none} ($4)";',
  'case "$2" in *">="*) [ "${have:-0}" -ge "${want:-0}" ] ;; *"<"*) [ "${have:-0}" -lt "${want:-0}" ] ;; *) [ "${have:-0}" = "${want:-0}" ] ;; esac',
  '&& echo "version fits: $1" || echo "version does not fit: $1"; };',
  'node=$(node --version 2>/dev/null); python=$(python3 --version 2>/dev/null);',
  'for file in .nvmrc .node-version; do [ -f $file ] && compare node "$(head -1 $file)" "$node" $file; done;',
  '[ -f .python-version ] && compare python "$(head -1 .python-version)" "$python" .python-version;',
  String.raw`engine=$(tr -d '\n' < package.json 2>/dev/null | sed -n 's/.*"engines"[^}]*"node"[^"]*"\([^"]*\)".*/\1/p');`,
  '[ -n "$engine" ] && compare node "$engine" "$node" package.json;',
  String.raw`python_wanted=$(sed -n 's/^ *requires-python *= *"\([^"]*\)".*/\1/p' pyproject.toml 2>/dev/null);`,
  '[ -n "$python_wanted" ] && compare python "$python_wanted" "$python" pyproject.toml; true',
].join(' ');

const versions = probe({
  id: 'versions',
  layer: 'environment',
  statement: 'a program has another version than the project wants',
  nullHypothesis: 'the versions that the project names are there',
  command: versionScript,
  shows: { statement: 'version does not fit:', null: 'version fits:' },
});

export const missingProgram = (name: string): Hypothesis =>
  probe({
    id: 'program',
    layer: 'environment',
    statement: `the program ${name} is not there`,
    nullHypothesis: `${name} is there and can be run`,
    command: `found=$(command -v ${quoted(name)}) && echo "is there: $found" || echo ${quoted(`is not there: ${name}`)}`,
    shows: { statement: 'is not there:', null: 'is there:' },
  });

export const missingVariable = (name: string): Hypothesis =>
  probe({
    id: 'variable',
    layer: 'environment',
    statement: `the variable ${name} is not set`,
    nullHypothesis: `${name} is set`,
    command: `[ -n "\${${name}+x}" ] && echo 'is set: ${name}' || echo 'is not set: ${name}'`,
    shows: { statement: 'is not set:', null: 'is set:' },
  });
