import type { ExecutorUsage } from './executor-port.ts';

/** What `<attempt>.json` may say about an attempt besides its patch. */
export interface RecordedAttempt {
  readonly delaySeconds: number;
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly usage: ExecutorUsage | null;
}

export const nothingRecorded: RecordedAttempt = { delaySeconds: 0, exitCode: 0, stdout: '', stderr: '', usage: null };

/** Throws an Error whose message names the field that is unknown or of the wrong kind. */
export function parseRecordedAttempt(text: string): RecordedAttempt {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new Error(`it is not JSON: ${(error as Error).message}`, { cause: error });
  }
  const fields = readFields(json, '', {
    delaySeconds: isNumber(0, 86_400),
    exitCode: isWhole(0, 255),
    stdout: isText,
    stderr: isText,
    usage: isAny,
  });
  const recorded = { ...nothingRecorded, ...fields } as RecordedAttempt;
  if (!('usage' in fields)) return recorded;
  const usage = readFields(fields['usage'], 'usage.', {
    inputTokens: isWhole(0, Number.MAX_SAFE_INTEGER),
    outputTokens: isWhole(0, Number.MAX_SAFE_INTEGER),
    model: isText,
  });
  for (const name of ['inputTokens', 'outputTokens', 'model']) if (!(name in usage)) throw new Error(`the field usage.${name} is missing`);
  return { ...recorded, usage: usage as unknown as ExecutorUsage };
}

/** A kind says what is wrong, as the end of «the field x …», or nothing. */
type Kind = (value: unknown) => string | undefined;

const isAny: Kind = () => undefined;
const isText: Kind = (value) => (typeof value === 'string' ? undefined : 'must be a text');
const isNumber =
  (from: number, to: number): Kind =>
  (value) =>
    typeof value === 'number' && value >= from && value <= to ? undefined : `must be a number from ${from} to ${to}`;
const isWhole =
  (from: number, to: number): Kind =>
  (value) =>
    Number.isInteger(value) && (value as number) >= from && (value as number) <= to
      ? undefined
      : `must be a whole number from ${from} to ${to}`;

function readFields(value: unknown, path: string, kinds: Readonly<Record<string, Kind>>): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error(path === '' ? 'it is not an object' : `the field ${path.slice(0, -1)} must be an object`);
  }
  for (const [name, field] of Object.entries(value)) {
    const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
    if (!kind) throw new Error(`the field ${path}${name} is unknown; there are ${Object.keys(kinds).join(', ')}`);
    const problem = kind(field);
    if (problem) throw new Error(`the field ${path}${name} ${problem}, not ${JSON.stringify(field)}`);
  }
  return value as Record<string, unknown>;
}
