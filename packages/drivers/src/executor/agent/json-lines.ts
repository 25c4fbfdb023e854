/** Longer than any line that an agent has a reason to print; what is longer is given up. */
const mostCharacters = 8_000_000;

/**
 * Puts together the objects that a program prints one a line, where a long line arrives in pieces. What is no object is given as text, so that
 * nothing printed is lost.
 */
export function jsonLines(
  onObject: (value: Readonly<Record<string, unknown>>) => void,
  onText: (line: string) => void,
): { take: (piece: string) => void; end: () => void } {
  let held = '';
  const giveUp = () => {
    if (held !== '') onText(held);
    held = '';
  };
  return {
    take(piece) {
      const whole = parseObject(held + piece) ?? undefined;
      if (whole) {
        held = '';
        onObject(whole);
        return;
      }
      const alone = held === '' ? undefined : parseObject(piece);
      if (alone) {
        giveUp();
        onObject(alone);
        return;
      }
      if (held === '' && !piece.startsWith('{')) {
        onText(piece);
        return;
      }
      held += piece;
      if (held.length > mostCharacters) giveUp();
    },
    end: giveUp,
  };
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  if (!text.startsWith('{') || !text.trimEnd().endsWith('}')) return undefined;
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}
