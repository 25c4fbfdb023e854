import type { ReceiptView } from '@devteam/api';
import type { Outlet } from './outlet.ts';
import type { Color } from './paint.ts';
import { plainText } from './plain-text.ts';

type Check = ReceiptView['checks'][number];
type Look = Pick<Outlet, 'paint' | 'unicode'>;

const outcomes: Readonly<Record<Check['outcome'], { word: string; mark: string; plain: string; color: Color }>> = {
  passed: { word: 'passed', mark: '✓', plain: 'ok', color: 'green' },
  failed: { word: 'failed', mark: '✗', plain: 'no', color: 'red' },
  timed_out: { word: 'did not end in its time', mark: '…', plain: '??', color: 'amber' },
  could_not_run: { word: 'could not run', mark: '…', plain: '??', color: 'amber' },
  killed_by_host: { word: 'was killed', mark: '…', plain: '??', color: 'amber' },
  skipped: { word: 'was not run', mark: '-', plain: '--', color: 'grey' },
};

const criteria = {
  met: { word: 'met', color: 'green' },
  not_met: { word: 'not met', color: 'red' },
  cannot_tell: { word: 'cannot be told', color: 'amber' },
  not_checked: { word: 'for people', color: 'grey' },
} as const;

const verdicts = {
  passed: { word: 'passed', color: 'green' },
  failed: { word: 'failed', color: 'red' },
  cannot_tell: { word: 'nobody can tell', color: 'amber' },
} as const;

/** A receipt as a person reads it: what it is about, what ran where, what came out, and what it was made with. */
export function receiptLines(receipt: ReceiptView, look: Look): string[] {
  const { paint } = look;
  const section = (title: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : ['', paint.bold(title), ...lines.map((line) => `  ${line}`)];
  const verdict = verdicts[receipt.verdict.verdict];
  return [
    `${paint.bold(`Receipt ${shortHash(receipt.receiptId)}`)}  task ${plainText(receipt.taskKey)} of ${plainText(receipt.projectId)}, attempt ${receipt.attempt}`,
    ...section('What landed', [
      field('commit', receipt.commit, look),
      field('tree', `${receipt.tree}  (exactly what was checked)`, look),
      field('on top of', receipt.base, look),
      field('landed', receipt.landedAt ?? 'not yet', look),
      field('checked in', sandboxText(receipt), look),
    ]),
    ...section(
      'Checks',
      receipt.checks.flatMap((check) => checkLines(check, receipt, look)),
    ),
    ...section(
      'Criteria',
      receipt.criteria.map(
        ({ result, text }) => `${paint.color(criteria[result].color, criteria[result].word.padEnd(14))}  ${plainText(text)}`,
      ),
    ),
    ...section('Verdict', [
      paint.color(verdict.color, verdict.word),
      ...receipt.verdict.reasons.map((reason) => plainText(reason)),
      ...receipt.verdict.notes.map((note) => paint.faint(plainText(note))),
      ...(receipt.approval ? [`let through by ${plainText(receipt.approval.by)}: ${plainText(receipt.approval.why)}`] : []),
    ]),
    ...section('Made with', [
      ...executorText(receipt),
      ...receipt.models.map(modelText),
      ...(receipt.prompt ? [promptText(receipt.prompt)] : []),
      ...(receipt.askedBy ? [`asked for by ${plainText(receipt.askedBy.name)}${askers[receipt.askedBy.kind]}`] : []),
    ]),
    '',
    paint.faint(`The commit names sha256:${receipt.receiptId.slice('sha256:'.length)}`),
    paint.faint(`Check it: devteam receipt verify ${shortHash(receipt.receiptId)}`),
  ];
}

const askers = { person: '', token: ', with a token', schedule: ', a schedule', engine: ', the engine' } as const;

/** Receipts of earlier versions do not say whose work it was. */
function executorText({ executor }: ReceiptView): string[] {
  if (executor === undefined) return [];
  return [executor === null ? 'the work of a person' : `the work of ${plainText(executor.name)}, attempt ${executor.attempt}`];
}

const shortHash = (hash: string): string => hash.slice('sha256:'.length, 'sha256:'.length + 12);
const field = (name: string, value: string, { paint }: Look): string => `${paint.faint(name.padEnd(10))}  ${plainText(value)}`;

function sandboxText({ sandbox: { driver, enforces, image, isolation } }: ReceiptView): string {
  const walls = enforces.length > 0 ? `enforces ${enforces.join(', ')}` : 'enforces nothing';
  return [driver, isolation === 'none' ? 'not isolated' : isolation, walls, ...(image ? [image] : [])].join('; ');
}

function checkLines(check: Check, { baseline }: ReceiptView, { paint, unicode }: Look): string[] {
  const { color, mark, plain, word } = outcomes[check.outcome];
  const before = baseline?.find(({ name }) => name === check.name);
  const exit = check.exitCode === null ? '' : `, exit ${check.exitCode}`;
  const details = [
    testsText(check),
    before ? `without the work it ${outcomes[before.outcome].word}${before.tests ? ` (${testsText(before)})` : ''}` : '',
    check.log ? `output sha256:${shortHash(check.log)}…` : 'it printed nothing',
  ].filter(Boolean);
  return [
    `${paint.color(color, unicode ? mark : plain)} ${plainText(check.name)}: ${word}${exit}  ${paint.faint(plainText(check.command))}`,
    ...details.map((detail) => `    ${plainText(detail)}`),
  ];
}

function testsText({ tests }: Check): string {
  if (!tests) return '';
  const skipped = tests.skipped > 0 ? `, ${tests.skipped} skipped` : '';
  return `${tests.passed} tests passed, ${tests.failed} failed${skipped}${tests.complete ? '' : ', and the report is not complete'}`;
}

function modelText({ costMicrodollars, inputTokens, model, outputTokens, requests }: ReceiptView['models'][number]): string {
  const cost = costMicrodollars === null ? 'cost not known' : `$${(costMicrodollars / 1_000_000).toFixed(4)}`;
  const asked = requests === null ? '' : `${requests} ${requests === 1 ? 'request' : 'requests'}, `;
  return plainText(`${model}: ${asked}${inputTokens} tokens in, ${outputTokens} out, ${cost}`);
}

const promptText = ({ hash, template, version }: NonNullable<ReceiptView['prompt']>): string =>
  plainText(`prompt ${hash.slice(0, 12)}… (template ${template}, version ${version})`);
