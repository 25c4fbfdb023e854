import { cFamily } from './c-family.ts';
import { ecma } from './ecma.ts';
import { go } from './go.ts';
import type { Grammar } from './grammar.ts';
import { java } from './java.ts';
import { cSharp, php, ruby } from './others.ts';
import { python } from './python.ts';
import { rust } from './rust.ts';

export const grammars = { ...ecma, python, go, rust, java, 'c-family': cFamily, ruby, php, 'c-sharp': cSharp } satisfies Record<
  string,
  Grammar
>;
export type Language = keyof typeof grammars;

const byExtension: Readonly<Record<string, Language>> = {
  js: 'javascript',
  jsx: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  ts: 'typescript',
  mts: 'typescript',
  cts: 'typescript',
  tsx: 'tsx',
  py: 'python',
  pyi: 'python',
  go: 'go',
  rs: 'rust',
  java: 'java',
  c: 'c-family',
  h: 'c-family',
  cc: 'c-family',
  cpp: 'c-family',
  cxx: 'c-family',
  hh: 'c-family',
  hpp: 'c-family',
  hxx: 'c-family',
  rb: 'ruby',
  php: 'php',
  cs: 'c-sharp',
};

/** By the ending of its name; undefined if it is in no language that is parsed here. */
export function findLanguage(path: string): Language | undefined {
  const extension = /\.([a-z0-9]+)$/i.exec(path)?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(byExtension, extension) ? byExtension[extension] : undefined;
}

/** Languages whose files may use each other's names. */
export function familyOf(language: Language): string {
  return language === 'javascript' || language === 'typescript' || language === 'tsx' ? 'ecma' : language;
}
