import { markdownTable } from './markdown-table.ts';

/** An entry of the error catalogue, as far as it is shown. */
export interface CatalogueEntry {
  readonly status: number;
  readonly exitCode: number;
  readonly class: string;
  readonly what: string;
  readonly why: string;
  readonly tried: readonly string[];
  readonly next: string;
}

/** One section a class, in the order of `classes`; each code is an anchor, so that it can be linked to. */
export function errorSections(catalogue: Readonly<Record<string, CatalogueEntry>>, classes: readonly string[]): string {
  return classes
    .flatMap((name) => {
      const entries = Object.entries(catalogue).filter(([, entry]) => entry.class === name);
      return entries.length === 0 ? [] : [`## ${name}\n\n${markdownTable([head, ...entries.map(rowOf)])}`];
    })
    .join('\n\n');
}

const head = ['Code', 'What, and the usual why', 'Tried by itself', 'What you do', 'Exit', 'HTTP'];

function rowOf([code, { exitCode, next, status, tried, what, why }]: [string, CatalogueEntry]): string[] {
  const attempts = tried.length === 0 ? '–' : tried.join('; ');
  return [`<a id="${code}"></a>\`${code}\``, `**${what}**: ${why}`, attempts, next, String(exitCode), String(status)];
}
