import { CodedError } from '@devteam/api';
import { type Document, LineCounter, isMap, isNode, parseDocument } from 'yaml';
import { z } from 'zod';
import { type Check, defaultTimeoutSeconds } from './check.ts';

export const checksConfigPath = '.devteam.yml';

const text = z.string().trim().min(1, 'must not be empty');
const isInside = (path: string): boolean => !/^(?:[/\\]|[A-Za-z]:|-)/.test(path) && !path.split(/[/\\]/).includes('..');
const ChecksConfig = z.strictObject({
  version: z.literal(1, 'must be 1, the only version there is'),
  checks: z
    .array(
      z.strictObject({
        name: text.max(100),
        command: text,
        timeoutSeconds: z.number().int().min(1).max(86_400).default(defaultTimeoutSeconds),
        report: text.refine(isInside, 'must be a path below the top folder').optional(),
      }),
      'must be a list of checks',
    )
    .min(1, 'must name at least one check')
    .superRefine((checks, context) => {
      for (const [index, { name }] of checks.entries()) {
        if (checks.findIndex((other) => other.name === name) < index) {
          context.addIssue({
            code: 'custom',
            path: [index, 'name'],
            message: `${JSON.stringify(name)} is the name of another check already`,
          });
        }
      }
    }),
});

interface Problem {
  readonly line: number;
  readonly message: string;
}

/**
 * Reads `.devteam.yml`: `version: 1` and `checks`, each with `name`, `command` and, if it may take more or less than 10 minutes, `timeoutSeconds`; `report`
 * names a file that the check writes its report of tests to. Throws
 * `checks_config_invalid` with the place of the first problem and all of them as evidence: a check that was meant and misspelled must not be left out silently.
 */
export function readChecksConfig(source: string): Check[] {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines });
  const broken = [...document.errors, ...document.warnings].map((error) => ({
    line: lines.linePos(error.pos[0]).line,
    message: (error.message.split('\n')[0] ?? '').replace(/ at line \d+.*$/, ''),
  }));
  if (broken.length > 0) throw invalid(broken, source);

  const result = ChecksConfig.safeParse(valueOf(document, source));
  if (!result.success)
    throw invalid(
      result.error.issues.flatMap((issue) => problemsOf(issue, document, lines)),
      source,
    );
  return result.data.checks.map((one): Check => Object.assign(one, { kind: kindOf(one.name) }));
}

/** A check called `install` or `build` is one; any other tests something. */
const kindOf = (name: string): Check['kind'] => (name === 'install' || name === 'build' ? name : 'test');

function valueOf(document: Document, source: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    throw invalid([{ line: 1, message: (error as Error).message }], source); // Aliases that multiply, or that point nowhere.
  }
}

function problemsOf(issue: z.core.$ZodIssue, document: Document, lines: LineCounter): Problem[] {
  const path = issue.path.filter((part) => typeof part !== 'symbol');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ line: lineOf(document, lines, [...path, key]), message: `${nameOf([...path, key])} is unknown` }));
  }
  const isMissing = path.length > 0 && !document.hasIn(path);
  const message = isMissing ? 'is missing' : issue.message.replace(/^Invalid input: /, '').replace(/^Too (small|big): /, '');
  return [{ line: lineOf(document, lines, path), message: path.length === 0 ? `the file ${message}` : `${nameOf(path)} ${message}` }];
}

/** Of the field itself; of what should hold it if it is missing. */
function lineOf(document: Document, lines: LineCounter, path: readonly (string | number)[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const parent = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const last = path[length - 1];
    const pair = isMap(parent) ? parent.items.find((item) => isNode(item.key) && String(item.key) === last) : undefined;
    const node = pair?.key ?? document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

const nameOf = (path: readonly (string | number)[]) =>
  path.map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${part}`)).join('');

function invalid(problems: readonly Problem[], source: string): CodedError {
  const sorted = problems.toSorted((a, b) => a.line - b.line);
  const first = sorted[0] ?? { line: 1, message: 'it cannot be read' };
  const sourceLines = source.split('\n');
  const evidence = sorted.map(({ line, message }) =>
    `${checksConfigPath}:${line}: ${message}\n    ${(sourceLines[line - 1] ?? '').trim()}`.trimEnd(),
  );
  return new CodedError('checks_config_invalid', {
    why: first.message,
    place: `${checksConfigPath}:${first.line}`,
    evidence: evidence.join('\n'),
  });
}
