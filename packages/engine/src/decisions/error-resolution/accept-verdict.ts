import type { EvidenceLine } from '@devteam/api';
import { hashOfLine, reported } from './evidence.ts';
import type { Verdict } from './judge.ts';

/**
 * The verdict, or why it is refused: it has to quote lines that are in the log word for word, and one of an experiment at least where it
 * decides something. What nobody saw decides nothing, whoever says so.
 */
export function refusalOf(verdict: Verdict, log: readonly EvidenceLine[]): string | null {
  const lines = new Map(log.filter((line) => hashOfLine(line) === line.hash).map((line) => [line.hash, line]));
  const missing = verdict.quotes.filter((hash) => !lines.has(hash));
  if (missing.length > 0) return `it quotes ${missing.join(', ')}, which no line of the log has`;
  if (verdict.quotes.length === 0) return 'it quotes no line of the log';
  const isShown = verdict.quotes.some((hash) => lines.get(hash)?.experiment !== reported);
  if (verdict.verdict !== 'insufficient' && !isShown) return 'it quotes no line of an experiment';
  return null;
}
