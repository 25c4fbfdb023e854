import type { PromptSection } from './prompt-port.ts';

export interface PromptTemplate {
  readonly name: string;
  readonly version: number;
  /** Sections whose variables are all empty are left out. */
  render(values: Readonly<Record<string, string>>): PromptSection[];
}

/**
 * Reads a template: `name: …` and `version: …`, then sections that each begin with a line `[section name]`, with variables `{{name}}` in them.
 * Throws if it names a variable that is not among `variables`, or leaves one of them out: what a context holds must not get lost by a slip in the text.
 */
export function parseTemplate(text: string, variables: readonly string[]): PromptTemplate {
  const [head = '', ...parts] = text.split(/^\[section ([a-z-]+)\]\n/m);
  const name = /^name: (\S+)$/m.exec(head)?.[1];
  const version = Number(/^version: (\d+)$/m.exec(head)?.[1]);
  if (name === undefined || !Number.isInteger(version)) throw new Error('A prompt template begins with lines `name: …` and `version: …`.');

  const sections = Array.from({ length: parts.length / 2 }, (_, n) => ({
    name: parts[2 * n] ?? '',
    text: (parts[2 * n + 1] ?? '').trim(),
  }));
  const used = new Set(sections.flatMap((section) => variablesIn(section.text)));
  const unknown = [...used].filter((variable) => !variables.includes(variable));
  const missing = variables.filter((variable) => !used.has(variable));
  if (unknown.length > 0)
    throw new Error(`The prompt template ${name} uses unknown variables: ${unknown.join(', ')}; there are ${variables.join(', ')}.`);
  if (missing.length > 0) throw new Error(`The prompt template ${name} does not use these variables: ${missing.join(', ')}.`);
  const twice = sections.find((section, n) => sections.findIndex((other) => other.name === section.name) < n);
  if (twice) throw new Error(`The prompt template ${name} has two sections called ${twice.name}.`);

  return {
    name,
    version,
    render(values) {
      for (const variable of variables)
        if (values[variable] === undefined) throw new Error(`The prompt variable ${variable} has no value.`);
      for (const given of Object.keys(values))
        if (!variables.includes(given)) throw new Error(`The prompt template ${name} has no variable ${given}.`);
      return sections
        .filter((section) => hasContent(variablesIn(section.text), values))
        .map((section) => ({ name: section.name, text: fill(section.text, values) }));
    },
  };
}

const hasContent = (used: readonly string[], values: Readonly<Record<string, string>>) =>
  used.length === 0 || used.some((variable) => values[variable] !== '');

/** In one pass: a value that itself holds `{{name}}` stays as it is. Lines of a variable alone that is empty go away with their blank line. */
function fill(text: string, values: Readonly<Record<string, string>>): string {
  const kept = text.replaceAll(/^\{\{(\w+)\}\}\n*/gm, (whole, name: string) => (values[name] === '' ? '' : whole));
  return kept.trim().replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? '');
}

const variablesIn = (text: string) => Array.from(text.matchAll(/\{\{(.*?)\}\}/g), ([, name]) => name ?? '');
