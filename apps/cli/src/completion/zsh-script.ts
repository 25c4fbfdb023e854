import type { NextWord, Place } from './completion-places.ts';
import { shellQuoted } from './shell-quoted.ts';

/** `path` is the search path there, so the place has another name. */
export function zshScript(places: readonly Place[]): string[] {
  return [
    '#compdef devteam',
    '_devteam() {',
    '  local place=devteam i',
    '  local -a next',
    '  for ((i = 2; i < CURRENT; i++)); do',
    '    case "$place $words[i]" in',
    `      ${places.map(({ words }) => shellQuoted(words)).join(' | ')}) place+=" $words[i]" ;;`,
    '    esac',
    '  done',
    '  case "$place $words[CURRENT-1]" in',
    ...places.flatMap(({ options, words }) => options.flatMap((option) => valueCase(words, option))),
    '    *)',
    '      case "$place" in',
    ...places.map(({ choices, commands, options, words }) => {
      const next = [...choices.map((word) => ({ word, about: '' })), ...commands, ...options];
      return `        ${shellQuoted(words)}) next=(${next.map(described).join(' ')}) ;;`;
    }),
    '      esac ;;',
    '  esac',
    "  _describe 'devteam' next || _files",
    '}',
    'if [ "$funcstack[1]" = _devteam ]; then _devteam "$@"; else compdef _devteam devteam; fi',
  ];
}

const valueCase = (words: string, { values, word }: NextWord): string[] =>
  values ? [`    ${shellQuoted(`${words} ${word}`)}) next=(${values.map((value) => shellQuoted(escaped(value))).join(' ')}) ;;`] : [];

/** A colon parts the word from what it is for. */
const escaped = (text: string): string => text.replaceAll(/[\\:]/g, String.raw`\$&`);
const described = ({ about, word }: Pick<NextWord, 'word' | 'about'>): string =>
  shellQuoted(about === '' ? escaped(word) : `${escaped(word)}:${escaped(about)}`);
