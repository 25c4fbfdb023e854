/** Whether a block lies in one of these ranges (`from` inside, `to` not); the ranges come in order of `from`. */
export function inRanges(ranges: readonly { readonly from: number; readonly to: number }[]): (block: number) => boolean {
  const merged: { from: number; to: number }[] = [];
  for (const { from, to } of ranges) {
    const last = merged.at(-1);
    if (last && from < last.to) last.to = Math.max(last.to, to);
    else merged.push({ from, to });
  }
  return (block) => {
    let low = 0;
    let high = merged.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const range = merged[middle];
      if (!range || block < range.from) high = middle - 1;
      else if (block >= range.to) low = middle + 1;
      else return true;
    }
    return false;
  };
}
