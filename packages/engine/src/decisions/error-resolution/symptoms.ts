import type { EvidenceLine } from '@devteam/api';

const mostSymptoms = 40;
const speaks =
  /error|fail|assert|exception|panic|expected|received|cannot|can't|not found|no such|undefined|unexpected|timed? ?out|denied|refused|fatal|missing|invalid|required|not ok|not set|killed|conflict|unsupported|incompatible|mismatch|✖|✗|×|^E /i;

/** What was observed: lines that are in the log, as they are. No explanation, and nothing that is not there. */
export function documentSymptoms(log: readonly EvidenceLine[]): { text: string; hash: string }[] {
  const said = log.filter(({ text }) => text.trim() !== '');
  const telling = said.filter(({ text }) => speaks.test(text));
  return (telling.length > 0 ? telling : said).slice(-mostSymptoms).map(({ hash, text }) => ({ text, hash }));
}
