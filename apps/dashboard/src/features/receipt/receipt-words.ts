import type { ReceiptView } from '@devteam/api';
import { AlertIcon, BlockedIcon, CheckIcon, CircleIcon, CrossIcon, HandIcon, SkipIcon } from '../../ui/icons.tsx';
import type { StatusLook } from '../../ui/StatusChip.tsx';

export type ReceiptCheck = ReceiptView['checks'][number];

export const outcomeLooks: Readonly<Record<ReceiptCheck['outcome'], StatusLook>> = {
  passed: { word: 'Passed', tone: 'done', Icon: CheckIcon },
  failed: { word: 'Failed', tone: 'failed', Icon: CrossIcon },
  timed_out: { word: 'Did not end in its time', tone: 'warning', Icon: AlertIcon },
  could_not_run: { word: 'Could not run', tone: 'warning', Icon: AlertIcon },
  killed_by_host: { word: 'Was killed', tone: 'warning', Icon: BlockedIcon },
  skipped: { word: 'Was not run', tone: 'quiet', Icon: SkipIcon },
};

export const testLooks: Readonly<Record<'passed' | 'failed' | 'skipped', StatusLook>> = {
  passed: outcomeLooks.passed,
  failed: outcomeLooks.failed,
  skipped: { word: 'Skipped', tone: 'quiet', Icon: SkipIcon },
};

export const criterionLooks: Readonly<Record<ReceiptView['criteria'][number]['result'], StatusLook>> = {
  met: { word: 'Met', tone: 'done', Icon: CheckIcon },
  not_met: { word: 'Not met', tone: 'failed', Icon: CrossIcon },
  cannot_tell: { word: 'Cannot be told', tone: 'warning', Icon: AlertIcon },
  not_checked: { word: 'For people', tone: 'quiet', Icon: HandIcon },
};

export const verdictLooks: Readonly<Record<ReceiptView['verdict']['verdict'], StatusLook>> = {
  passed: { word: 'Passed', tone: 'done', Icon: CheckIcon },
  failed: { word: 'Failed', tone: 'failed', Icon: CrossIcon },
  cannot_tell: { word: 'Nobody can tell', tone: 'warning', Icon: CircleIcon },
};

/** As a commit is usually named: 12 of the 64 letters. */
export const shortReceipt = (receiptId: string): string => receiptId.replace(/^sha256:/, '').slice(0, 12);

/** «41 tests passed, 1 failed, 2 skipped»; empty where no report could be read. */
export function testsText({ tests }: ReceiptCheck): string {
  if (!tests) return '';
  const skipped = tests.skipped > 0 ? `, ${tests.skipped} skipped` : '';
  return `${tests.passed} tests passed, ${tests.failed} failed${skipped}${tests.complete ? '' : '; the report is not complete'}`;
}

export function costText(costMicrodollars: number | null): string {
  if (costMicrodollars === null) return 'cost not known';
  return `$${(costMicrodollars / 1_000_000).toFixed(4)}`;
}

/** Where the host of a repository shows a commit; null where there is no such page to a browser. */
export function commitAddress(repositoryUrl: string, commit: string): string | null {
  if (!/^https?:\/\/[^/]+\/./.test(repositoryUrl)) return null;
  const address = new URL(repositoryUrl);
  address.username = '';
  address.password = '';
  return `${address.href.replace(/\.git\/?$/, '').replace(/\/$/, '')}/commit/${commit}`;
}
