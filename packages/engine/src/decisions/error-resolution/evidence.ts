import { createHash } from 'node:crypto';
import type { EvidenceLine } from '@devteam/api';

/** Names a line of the log by all that it is: when, of which experiment, and what it says. */
export const hashOfLine = ({ at, experiment, stream, text }: Omit<EvidenceLine, 'hash'>): string =>
  createHash('sha256')
    .update(JSON.stringify([at, experiment, stream, text]))
    .digest('hex')
    .slice(0, 16);

export const evidenceLine = (line: Omit<EvidenceLine, 'hash'>): EvidenceLine => ({ ...line, hash: hashOfLine(line) });

/** What the failed attempt left, before any experiment. It shows symptoms and decides nothing. */
export const reported = 'reported';
