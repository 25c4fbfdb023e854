import type { NextWord, Place } from './completion-places.ts';
import { shellQuoted } from './shell-quoted.ts';

/** Without a match bash goes on with files. */
export function bashScript(places: readonly Place[]): string[] {
  return [
    '# Completes devteam in bash.',
    '_devteam() {',
    '  local place=devteam i next=',
    '  for ((i = 1; i < COMP_CWORD; i++)); do',
    '    case "$place ${COMP_WORDS[i]}" in',
    `      ${places.map(({ words }) => shellQuoted(words)).join(' | ')}) place+=" \${COMP_WORDS[i]}" ;;`,
    '    esac',
    '  done',
    '  case "$place ${COMP_WORDS[COMP_CWORD - 1]}" in',
    ...places.flatMap(({ options, words }) => options.flatMap((option) => valueCase(words, option))),
    '    *)',
    '      case "$place" in',
    ...places.map(({ choices, commands, options, words }) => {
      const next = [...commands, ...options].map(({ word }) => word);
      return `        ${shellQuoted(words)}) next=${shellQuoted([...choices, ...next].join(' '))} ;;`;
    }),
    '      esac ;;',
    '  esac',
    '  COMPREPLY=($(compgen -W "$next" -- "${COMP_WORDS[COMP_CWORD]}"))',
    '}',
    'complete -o default -F _devteam devteam',
  ];
}

const valueCase = (words: string, { values, word }: NextWord): string[] =>
  values ? [`    ${shellQuoted(`${words} ${word}`)}) next=${shellQuoted(values.join(' '))} ;;`] : [];
