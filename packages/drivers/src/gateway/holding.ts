/** Bytes that one run may make us hold at the same time. */
export interface Holding {
  /** A part of it, which grows as bytes come. */
  open(): HeldPart;
}

export interface HeldPart {
  /** False if that would be too much for the run; then nothing is added. */
  grow(bytes: number): boolean;
  release(): void;
}

export function openHolding(most: number): Holding {
  let all = 0;
  return {
    open() {
      let own = 0;
      return {
        grow(bytes) {
          if (all + bytes > most) return false;
          all += bytes;
          own += bytes;
          return true;
        },
        release() {
          all -= own;
          own = 0;
        },
      };
    },
  };
}
