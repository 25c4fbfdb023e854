import { isClosed, readStatus } from '../dialects/statuses.ts';
import type { Status, TaskList } from '../model.ts';
import { isQuoted } from '../tree/blocks.ts';
import { toView } from '../text/source-text.ts';
import { rewriteValue } from './change-field.ts';
import type { EditPlan } from './edit-plan.ts';
import { fileForm } from './file-form.ts';
import { removeSuffix } from './title-suffix.ts';
import { addField } from './place-field.ts';
import { boxMark, statusStyle, writeStatus } from './status-style.ts';
import type { NewStatus } from './new-status.ts';
import { noPlace, type Target } from './target.ts';
import { isPendingWithoutStatus } from './without-status.ts';
import { balancedStatus, writeLineStatus } from './outline-status.ts';
import { writeStatusCell } from './table-cell.ts';

/** Writes a status through the channel its task has; what that channel cannot say gets a Status field. */
export function writeTaskStatus(plan: EditPlan, list: TaskList, target: Target, wanted: NewStatus): void {
  if (target.entry.kind === 'line') return writeLineStatus(plan, list, target, wanted);
  if (target.entry.kind === 'row') return writeStatusCell(plan, list, target, wanted);
  const field = target.body.fields.findLast(({ known }) => known === 'status');
  const style = statusStyle(list);
  if (target.entry.kind === 'item') {
    const said = writeItemBox(plan, target, wanted.status, field !== undefined);
    if (field) rewriteValue(plan, target, field, writeStatus(style, wanted.status, wanted.detail));
    else if (said !== wanted.status || wanted.detail !== '' || isSaidOtherwise(target, wanted.status))
      addStatusField(plan, list, target, wanted);
    return;
  }
  if (field) {
    rewriteValue(plan, target, field, writeStatus(style, wanted.status, wanted.detail));
    agreeInHead(plan, target, wanted.status);
    return;
  }
  if (!writeInHead(plan, list, target, wanted) || isSaidOtherwise(target, wanted.status)) addStatusField(plan, list, target, wanted);
}

function addStatusField(plan: EditPlan, list: TaskList, target: Target, { status, detail }: NewStatus): void {
  addField(plan, target, { label: 'status', value: writeStatus(statusStyle(list), status, detail) }, () => fileForm(list, target.document));
}

/** A Blocked field would still speak against an open box. */
function isSaidOtherwise({ body }: Target, status: Status): boolean {
  return !isClosed(status) && status !== 'blocked' && body.fields.some(({ known }) => known === 'blocked');
}

/** Writes the box of a list item and returns what it says afterwards. */
function writeItemBox(plan: EditPlan, target: Target, status: Status, hasField: boolean): Status | undefined {
  const { document, entry, head, task } = target;
  const quoted = isQuoted(document.blocks, entry.block);
  if (!head.box) {
    if (isClosed(status)) plan.insert(entry.headFrom, '[x] ');
    return isClosed(status) ? 'completed' : 'pending';
  }
  const meaning = document.meaning(head.box.mark);
  if (meaning === status && !hasField) return status;
  const mark = newMark(document.meaning('-'), document.dialect, status, hasField);
  const isPlain = head.box.mark === ' ' || head.box.mark === 'x' || head.box.mark === 'X';
  const agrees = meaning !== undefined && isClosed(meaning) === isClosed(status);
  const stays = agrees && (isPlain ? mark !== '-' : meaning === status);
  if (!stays) plan.replace(head.box.from, head.box.to, mark);
  const said = stays ? meaning : document.meaning(mark);
  if (quoted && said !== status)
    throw noPlace(task, `${task.key} stands in a block quote, where only its box can be written`, 'a status of pending or completed');
  return said;
}

function newMark(dash: Status | undefined, dialect: string, status: Status, hasField: boolean): string {
  return dialect === 'kiro' && dash === 'active' && status === 'active' && !hasField ? '-' : boxMark(status);
}

/** Makes a mark in a heading agree with its Status field about open and closed. */
function agreeInHead(plan: EditPlan, { head, document }: Target, status: Status): void {
  if (head.box) {
    const meaning = document.meaning(head.box.mark);
    if (meaning === undefined || isClosed(meaning) !== isClosed(status)) plan.replace(head.box.from, head.box.to, boxMark(status));
  }
  const { suffix, tails } = head.title;
  if (suffix && isClosed(suffix.status) !== isClosed(status)) removeSuffix(plan, document.source.view, suffix);
  for (const tail of tails) if (tail.label === 'status') removeSuffix(plan, document.source.view, tail);
}

/** Writes into a heading what a box or suffix can say; false: a Status field has to say it. */
function writeInHead(plan: EditPlan, list: TaskList, target: Target, { status, detail }: NewStatus): boolean {
  const { head, document, task, entry } = target;
  const { view } = document.source;
  if (head.box) {
    const meaning = document.meaning(head.box.mark);
    if (
      meaning === undefined ||
      isClosed(meaning) !== isClosed(status) ||
      (meaning !== status && (status === 'pending' || status === 'completed'))
    ) {
      plan.replace(head.box.from, head.box.to, boxMark(status));
    }
    return detail === '' && (status === 'completed' || status === 'pending');
  }
  const tails = head.title.tails.filter(({ label }) => label === 'status');
  const tail = tails.at(-1);
  for (const other of tails.slice(0, -1)) removeSuffix(plan, view, other);
  if (tail) {
    if (status === 'pending' && detail === '' && isPendingWithoutStatus(list, target)) removeSuffix(plan, view, tail);
    else plan.replace(tail.valueFrom, tail.valueTo, toView(balancedStatus(writeStatus(statusStyle(list), status, detail))));
    return true;
  }
  const suffix = head.title.suffix;
  if (suffix) {
    if (status === 'completed') {
      plan.replace(suffix.from, suffix.to, toView(statusStyle(list).doneSuffix.trim()));
      return detail === '';
    }
    removeSuffix(plan, view, suffix);
    return status === 'pending' && detail === '' && isPendingWithoutStatus(list, target);
  }
  if (detail !== '' || task.statusSource === 'checks' || task.children.length > 0) return false;
  const { channel } = statusStyle(list);
  if (status !== 'completed' || entry.kind === 'bold') return false;
  if (channel === 'box') {
    plan.insert(entry.headFrom, '[x] ');
    return true;
  }
  if (channel !== 'heading') return false;
  plan.insert(afterTitle(target), toView(statusStyle(list).doneSuffix));
  return true;
}

/** After the title and its marks. */
export function afterTitle({ head }: Target): number {
  return Math.max(head.title.to, ...head.title.marks.map(({ to }) => to));
}

/** What a status text says after its word. */
export function detailOf(text: string): string {
  return readStatus(text).detail;
}
