import type { Diagnostic, Key, Severity } from '../model.ts';
import { placeOf, readable, type SourceText } from '../text/source-text.ts';
import { findHint } from './catalogue.ts';

/** What a finding says, in three parts: what is there, what was expected, what we do. */
export interface Finding {
  readonly code: string;
  readonly from: number;
  readonly to: number;
  readonly message: string;
  readonly key?: Key | undefined;
  readonly found?: string | undefined;
  readonly expected?: string | undefined;
  readonly hint?: string | undefined;
  readonly related?: readonly number[] | undefined;
}

const MOST_OF_A_CODE = 50;

/** Collects findings and gives them out in file order, at most fifty of a code; the last of those says how many there were. */
export class Report {
  private readonly findings = new Map<string, Finding[]>();
  private readonly counts = new Map<string, number>();
  private readonly source: SourceText;

  constructor(source: SourceText) {
    this.source = source;
  }

  /** Offset of the first byte of text, after a BOM. */
  get start(): number {
    return this.source.start;
  }

  add(finding: Finding): void {
    const { code } = finding;
    this.counts.set(code, (this.counts.get(code) ?? 0) + 1);
    const list = this.findings.get(code);
    if (!list) this.findings.set(code, [finding]);
    else list.push(finding);
  }

  /** Whether another finding of this code would be shown; if not, it is only counted. For callers that go through the file in order. */
  wants(code: string): boolean {
    const count = this.counts.get(code) ?? 0;
    if (count < MOST_OF_A_CODE) return true;
    this.counts.set(code, count + 1);
    return false;
  }

  /** Whether a code that starts so was found. */
  has(start: string): boolean {
    for (const code of this.counts.keys()) if (code.startsWith(start)) return true;
    return false;
  }

  /** `17:5` of an offset, for a message. */
  pointOf(offset: number): string {
    const { line, col } = placeOf(this.source, offset, offset);
    return `${line}:${col}`;
  }

  diagnostics(): Diagnostic[] {
    const all: { finding: Finding; count: number }[] = [];
    for (const [code, list] of this.findings) {
      const ordered = list.toSorted((a, b) => a.from - b.from);
      const kept = ordered.slice(0, MOST_OF_A_CODE);
      const total = this.counts.get(code) ?? kept.length;
      for (const [index, finding] of kept.entries())
        all.push({ finding, count: index === kept.length - 1 && total > kept.length ? total : 0 });
    }
    all.sort((a, b) => a.finding.from - b.finding.from || (a.finding.code < b.finding.code ? -1 : 1));
    return all.map(({ finding, count }) => diagnosticOf(this.source, finding, count));
  }
}

export function diagnosticOf(source: SourceText, finding: Finding, count = 0): Diagnostic {
  const { offset, length, line, col } = placeOf(source, finding.from, finding.to);
  return {
    code: finding.code,
    severity: severityOf(finding.code),
    message: finding.message,
    line,
    col,
    offset,
    length,
    ...(finding.key === undefined ? {} : { key: finding.key }),
    ...withAdvice(finding, finding.found ?? quoted(source, finding.from, finding.to)),
    ...(count > 0 ? { count } : {}),
    ...(finding.related === undefined ? {} : { related: finding.related.map((at) => pointOf(source, at)) }),
  };
}

/** What is there, what was expected and what to do: as said, else as the message and the catalogue say. */
export function withAdvice(
  { code, message, expected, hint }: Pick<Finding, 'code' | 'message' | 'expected' | 'hint'>,
  found: string | undefined,
): Pick<Diagnostic, 'found' | 'expected' | 'hint'> {
  const wanted = expected ?? /; (?:expected|did you mean) (.*?)\??(?:; |$)/su.exec(message)?.[1];
  const advice = hint ?? findHint(code);
  return {
    ...(found === undefined ? {} : { found }),
    ...(wanted === undefined ? {} : { expected: wanted }),
    ...(advice === undefined ? {} : { hint: advice }),
  };
}

const LONGEST_QUOTE = 80;

/** The text at this place, up to the end of its line. */
function quoted({ view }: SourceText, from: number, to: number): string | undefined {
  const newline = view.indexOf('\n', from);
  const end = Math.min(to, newline < 0 ? to : newline, from + 4 * LONGEST_QUOTE);
  const text = readable(view.slice(from, end)).trim();
  if (text === '') return undefined;
  return text.length > LONGEST_QUOTE ? `${Array.from(text).slice(0, LONGEST_QUOTE).join('')}…` : text;
}

function pointOf(source: SourceText, offset: number): { line: number; col: number } {
  const { line, col } = placeOf(source, offset, offset);
  return { line, col };
}

function severityOf(code: string): Severity {
  return code.startsWith('E') ? 'error' : code.startsWith('W') ? 'warning' : 'note';
}
