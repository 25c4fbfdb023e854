import { findPatternProblem } from './pattern.ts';

/** What a criterion is about, for reports: `check (perf): …`. */
export const criterionAspects = ['perf', 'test', 'sec', 'doc', 'type', 'ops'] as const;
export type CriterionAspect = (typeof criterionAspects)[number];

export type Demand =
  | {
      readonly kind: 'command';
      readonly command: string;
      readonly exitCode: number;
      readonly prints: string | null;
      readonly timeoutSeconds: number;
    }
  | { readonly kind: 'file'; readonly path: string; readonly isThere: boolean }
  | { readonly kind: 'pattern'; readonly path: string; readonly pattern: string; readonly isFound: boolean }
  | {
      readonly kind: 'http';
      /** On the machine itself: the sandbox reaches nothing else. */
      readonly url: string;
      readonly status: number;
      readonly pattern: string | null;
      /** Has to run meanwhile; null if something runs already. */
      readonly server: string | null;
    };

export type Criterion =
  | { readonly text: string; readonly aspect: CriterionAspect | null; readonly demand: Demand }
  /** A sentence for people. Nobody checks it here. */
  | { readonly text: string; readonly demand: null; readonly why: null }
  /** Meant for us, and not understood. */
  | { readonly text: string; readonly demand: null; readonly why: string };

/** In characters; what a person writes by hand is shorter. */
const longestCriterion = 2_000;

const defaultTimeoutSeconds = 600;
const mostTimeoutSeconds = 3_600;

/** A code span of the text, where it stood. */
const hole = '\uFFFC';

interface Form {
  readonly shape: RegExp;
  readonly make: (spans: readonly string[], words: readonly (string | undefined)[]) => Demand;
}

const forms: readonly Form[] = [
  {
    shape: /^\uFFFC (?:passes|exits (\d{1,3}))(?: and prints (\uFFFC))?(?: within (\d{1,4}) s)?$/,
    make: ([command = '', prints = null], [, code = '0', , seconds]) => ({
      kind: 'command',
      command,
      exitCode: Number(code),
      prints,
      timeoutSeconds: seconds === undefined ? defaultTimeoutSeconds : Number(seconds),
    }),
  },
  { shape: /^file \uFFFC (exists|is absent)$/, make: ([path = ''], [, word]) => ({ kind: 'file', path, isThere: word === 'exists' }) },
  {
    shape: /^file \uFFFC (matches|does not match) \uFFFC$/,
    make: ([path = '', pattern = ''], [, word]) => ({ kind: 'pattern', path, pattern, isFound: word === 'matches' }),
  },
  {
    shape: /^GET \uFFFC answers (\d{3})( and matches \uFFFC)?( while \uFFFC runs)?$/,
    make: ([url = '', ...more], [, status, hasPattern, hasServer]) => ({
      kind: 'http',
      url,
      status: Number(status),
      pattern: hasPattern === undefined ? null : (more[0] ?? null),
      server: hasServer === undefined ? null : (more.at(-1) ?? null),
    }),
  },
];

const whatThereIs =
  'write `command` passes, `command` exits 2, file `path` exists, file `path` is absent, file `path` matches `pattern`, ' +
  'file `path` does not match `pattern`, or GET `http://127.0.0.1:port/path` answers 200';

/**
 * Reads one criterion of a task. Those that begin with `check:` are for us; docs/decisions/0010 has all forms. Values stand between backticks, as they are.
 * Everything else is a sentence for people. What begins like ours and is not understood is never taken for a sentence: nobody would check it.
 */
export function parseCriterion(text: string): Criterion {
  const head = /^check(?: ?\((\w+)\))?:\s*/i.exec(text);
  if (!head) return { text, demand: null, why: null };
  if (text.length > longestCriterion) return { text, demand: null, why: `it is longer than ${longestCriterion} characters` };
  const aspect = criterionAspects.find((name) => name === head[1]?.toLowerCase()) ?? null;
  if (head[1] !== undefined && aspect === null) return { text, demand: null, why: `${head[1]} is none of ${criterionAspects.join(', ')}` };
  const { shape, spans } = codeSpans(text.slice(head[0].length));
  for (const form of forms) {
    const words = form.shape.exec(shape);
    if (!words) continue;
    const demand = form.make(spans, words);
    const why = problemOf(demand);
    return why === undefined ? { text, aspect, demand } : { text, demand: null, why };
  }
  return { text, demand: null, why: whatThereIs };
}

/** The text with a hole for each code span, as Markdown knows them: as many backticks behind as before. */
function codeSpans(text: string): { shape: string; spans: string[] } {
  const spans: string[] = [];
  const plain = text.replaceAll(hole, ' ');
  const shape = plain.replaceAll(/(?<!`)(`{1,3})(?!`)(.+?)(?<!`)\1(?!`)/g, (_all, _ticks, inside: string) => {
    spans.push(/^ .* $/.test(inside) && inside.trim() !== '' ? inside.slice(1, -1) : inside);
    return hole;
  });
  return { shape: shape.replaceAll(/\s+/g, ' ').replace(/\.$/, '').trim(), spans };
}

function problemOf(demand: Demand): string | undefined {
  switch (demand.kind) {
    case 'command':
      if (demand.exitCode > 255) return 'an exit code is at most 255';
      if (demand.timeoutSeconds < 1 || demand.timeoutSeconds > mostTimeoutSeconds) return `it may take 1 to ${mostTimeoutSeconds} s`;
      return demand.prints === null ? undefined : findPatternProblem(demand.prints);
    case 'file':
      return pathProblem(demand.path);
    case 'pattern':
      return pathProblem(demand.path) ?? findPatternProblem(demand.pattern);
    case 'http':
      return urlProblem(demand.url) ?? (demand.pattern === null ? undefined : findPatternProblem(demand.pattern));
  }
}

function pathProblem(path: string): string | undefined {
  const isInside = !/^(?:[/\\]|[A-Za-z]:)/.test(path) && !path.split(/[/\\]/).includes('..') && !path.includes('\0');
  if (!isInside) return `${path} leads out of the repository`;
  return /[*?]/.test(path) ? 'a path names one file, without wildcards' : undefined;
}

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

function urlProblem(url: string): string | undefined {
  const parsed = URL.parse(url);
  const isOurs = parsed?.protocol === 'http:' && loopback.has(parsed.hostname) && parsed.username === '' && parsed.password === '';
  return isOurs ? undefined : `${url} is not on this machine: the sandbox reaches only http://127.0.0.1, http://localhost and http://[::1]`;
}
