import type { Edit } from '../model.ts';
import { bytesOfView, type SourceText } from '../text/source-text.ts';

interface Insertion {
  readonly at: number;
  readonly rank: number;
  readonly text: string;
  readonly isParagraph: boolean;
  readonly below: string;
}

/** Gathers changes of one file, in view form, and turns them into edits that are sorted, do not overlap and each change something. */
export class EditPlan {
  private readonly source: SourceText;
  private readonly replaced: { from: number; to: number; text: string }[] = [];
  private readonly inserted: Insertion[] = [];
  private readonly removed: { from: number; to: number }[] = [];

  constructor(source: SourceText) {
    this.source = source;
  }

  replace(from: number, to: number, text: string): void {
    if (this.source.view.slice(from, to) !== text) this.replaced.push({ from, to, text });
  }

  /**
   * Texts put in at one place come in order of `rank`; two paragraphs there get a blank line between them. `below` sets what follows the
   * place apart, and comes once.
   */
  insert(at: number, text: string, rank = 0, { isParagraph = false, below = '' }: { isParagraph?: boolean; below?: string } = {}): void {
    if (text !== '') this.inserted.push({ at, rank, text, isParagraph, below });
  }

  remove(from: number, to: number): void {
    if (to > from) this.removed.push({ from, to });
  }

  edits(): Edit[] {
    const all = [...this.replaced, ...this.mergedRemovals(), ...this.mergedInsertions()].toSorted((a, b) => a.from - b.from || a.to - b.to);
    return all.map(({ from, to, text }) => ({ offset: from, length: to - from, bytes: bytesOfView(text) }));
  }

  private mergedInsertions(): { from: number; to: number; text: string }[] {
    const byPlace = Map.groupBy(
      this.inserted.toSorted((a, b) => a.at - b.at || a.rank - b.rank),
      ({ at }) => at,
    );
    return [...byPlace].map(([at, list]) => {
      let text = '';
      for (const [index, one] of list.entries()) {
        const touches = one.isParagraph && list[index - 1]?.isParagraph === true && !text.endsWith('\n') && !/^\r?\n\r?\n/.test(one.text);
        text += (touches ? (one.text.startsWith('\r') ? '\r\n' : '\n') : '') + one.text;
      }
      return { from: at, to: at, text: text + (list.at(-1)?.below ?? '') };
    });
  }

  /** Whole lines that go; at the end of a file without a final newline the newline before them goes instead. */
  private mergedRemovals(): { from: number; to: number; text: string }[] {
    const merged: { from: number; to: number }[] = [];
    for (const range of this.removed.toSorted((a, b) => a.from - b.from)) {
      const last = merged.at(-1);
      if (last && range.from <= last.to) last.to = Math.max(last.to, range.to);
      else merged.push({ ...range });
    }
    const { view } = this.source;
    return merged.map(({ from, to }) => {
      if (to < view.length || view.endsWith('\n') || from === 0 || view[from - 1] !== '\n') return { from, to, text: '' };
      return { from: view[from - 2] === '\r' ? from - 2 : from - 1, to, text: '' };
    });
  }
}
