import type { EvidenceLine, HypothesisView, ResolutionView } from '@devteam/api';
import { type ResolutionRow, listResolutions, resolutionView } from '@devteam/engine/store';
import type { CommandContext } from '../command-context.ts';
import { noProjectsError, openForReading } from '../local/open-for-reading.ts';
import { jsonLine } from '../output/json-line.ts';
import type { Color, Paint } from '../output/paint.ts';
import { plainText } from '../output/plain-text.ts';
import { timeOfDay } from '../output/time-text.ts';
import { findByPrefix } from '../reviews/find-by-prefix.ts';

export const statusColor: Readonly<Record<ResolutionView['status'], Color>> = {
  investigating: 'violet',
  resolved: 'green',
  unresolved: 'amber',
};

/** `devteam resolutions show`. */
export async function showResolution(
  words: string,
  { json = false, log = false }: { json?: boolean; log?: boolean },
  context: CommandContext,
): Promise<void> {
  const { stdout } = context;
  const database = await openForReading(context);
  if (!database) throw noProjectsError(context);
  try {
    const row = findByPrefix(words, await listResolutions(database.pool), 'resolution');
    if (json) stdout.line(jsonLine(resolutionView(row)));
    else for (const line of reportLines(row, log, stdout.paint)) stdout.line(line);
  } finally {
    await database.close();
  }
}

/** The report, evidence quoted where it decides. */
export function reportLines(row: ResolutionRow, withLog: boolean, paint: Paint): string[] {
  const { conclusion, failure, fix, hypotheses, number, resolverKey, status, symptoms, taskKey, taskTitle } = row;
  const lines = new Map(row.log.map((line) => [line.hash, line]));
  return [
    `${paint.bold(plainText(`${taskKey} ${taskTitle}`))}  investigation ${number}, ${paint.color(statusColor[status], status)}  ${paint.faint(plainText(`as ${resolverKey}`))}`,
    plainText(`${failure.what}: ${failure.why}`),
    '',
    paint.bold('Symptoms'),
    ...symptoms.map(({ text }) => paint.faint(`  | ${plainText(text)}`)),
    '',
    paint.bold('Hypotheses'),
    ...hypotheses.flatMap((hypothesis) => hypothesisLines(hypothesis, lines, paint)),
    '',
    ...(fix
      ? [
          plainText(
            `Fix: ${fix.files.length > 0 ? fix.files.join(', ') : 'none was needed'}${fix.verified ? ', verified and landed' : ', not verified'}`,
          ),
        ]
      : []),
    ...(conclusion === null ? [] : [`${paint.bold('Conclusion')} ${plainText(conclusion)}`]),
    ...(withLog ? ['', paint.bold('Log'), ...row.log.map((line) => quoted(line, paint))] : []),
  ];
}

const marks = { confirmed: '●', eliminated: '○', insufficient: '?' } as const;
const colors = { confirmed: 'red', eliminated: 'grey', insufficient: 'amber' } as const;

function hypothesisLines(
  { from, layer, nullHypothesis, quotes, statement, verdict, why }: HypothesisView,
  log: ReadonlyMap<string, EvidenceLine>,
  paint: Paint,
): string[] {
  if (verdict === null) return [paint.faint(`  · ${layer}: ${plainText(statement)} (not tested)`)];
  return [
    `  ${paint.color(colors[verdict], `${marks[verdict]} ${verdict}`)}  ${layer}: ${plainText(statement)}${from === 'rules' ? '' : ` (${plainText(from)})`}`,
    paint.faint(`      null: ${plainText(nullHypothesis)}`),
    `      ${plainText(why ?? '')}`,
    ...quotes.flatMap((hash) => log.get(hash) ?? []).map((line) => quoted(line, paint)),
  ];
}

const quoted = ({ at, experiment, hash, text }: EvidenceLine, paint: Paint): string =>
  paint.faint(`      | ${timeOfDay(new Date(at))} ${hash.slice(0, 8)} ${plainText(experiment)}  ${plainText(text)}`);
