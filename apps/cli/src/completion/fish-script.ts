import type { NextWord, Place } from './completion-places.ts';
import { fishQuoted } from './shell-quoted.ts';

export function fishScript(places: readonly Place[]): string[] {
  return [
    '# Completes devteam in fish.',
    'function __devteam_at',
    '  set -l place devteam',
    '  for word in (commandline -opc)',
    `    if contains -- "$place $word" ${places.map(({ words }) => fishQuoted(words)).join(' ')}`,
    '      set place "$place $word"',
    '    end',
    '  end',
    '  test "$place" = "$argv"',
    'end',
    ...places.flatMap(linesOf),
  ];
}

function linesOf({ choices, commands, options, words }: Place): string[] {
  const here = `complete -c devteam -n ${fishQuoted(`__devteam_at ${words}`)}`;
  return [
    ...choices.map((word) => `${here} -f -a ${fishQuoted(word)}`),
    ...commands.map(({ about, word }) => `${here} -f -a ${fishQuoted(word)} -d ${fishQuoted(about)}`),
    ...options.map((option) => `${here} ${optionWords(option)} -d ${fishQuoted(option.about)}`),
  ];
}

function optionWords({ values, word }: NextWord): string {
  const name = word.startsWith('--') ? `-l ${word.slice(2)}` : `-s ${word.slice(1)}`;
  if (!values) return name;
  return values.length > 0 ? `${name} -x -a ${fishQuoted(values.join(' '))}` : `${name} -r`;
}
