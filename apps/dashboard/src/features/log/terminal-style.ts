/** One of the eight colors that every terminal has; the page gives each a shade that can be read on its ground. */
export const terminalColors = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const;
export type TerminalColor = (typeof terminalColors)[number];

/** How a program painted its text. Grounds are not kept: text in the color of its ground could hide something. */
export interface TerminalStyle {
  color: TerminalColor | null;
  bold: boolean;
  dim: boolean;
  italic: boolean;
  underline: boolean;
}

export const unpainted: TerminalStyle = { color: null, bold: false, dim: false, italic: false, underline: false };

export const isSameStyle = (a: TerminalStyle, b: TerminalStyle): boolean =>
  a.color === b.color && a.bold === b.bold && a.dim === b.dim && a.italic === b.italic && a.underline === b.underline;

/** No program needs more; a hostile one could make us read for long. */
const longestParameters = 64;

/** The style after the escape sequence `line[start, end)`; the same object where it changes none. */
export function applySequence(line: string, start: number, end: number, style: TerminalStyle): TerminalStyle {
  const from = line.charCodeAt(start) === 0x1b ? start + 2 : start + 1;
  const isSgr = line.charAt(from - 1) === '[' || line.charCodeAt(from - 1) === 0x9b;
  if (!isSgr || line.charAt(end - 1) !== 'm' || end - from > longestParameters) return style;
  const parameters = line.slice(from, end - 1);
  if (parameters.length < 3) return applyCode(style, Number(parameters));
  const codes = parameters.split(/[;:]/).map(Number);
  let next = style;
  for (let index = 0; index < codes.length; index += 1) {
    const code = codes[index] ?? 0;
    if (code === 38 || code === 48) {
      const { color, used } = extendedColor(codes, index + 1);
      if (code === 38) next = withColor(next, color);
      index += used;
    } else next = applyCode(next, code);
  }
  return next;
}

const withColor = (style: TerminalStyle, color: TerminalColor | null): TerminalStyle => ({ ...style, color });

function applyCode(style: TerminalStyle, code: number): TerminalStyle {
  switch (code) {
    case 0:
      return unpainted;
    case 1:
      return { ...style, bold: true };
    case 2:
      return { ...style, dim: true };
    case 3:
      return { ...style, italic: true };
    case 4:
      return { ...style, underline: true };
    case 22:
      return { ...style, bold: false, dim: false };
    case 23:
      return { ...style, italic: false };
    case 24:
      return { ...style, underline: false };
    case 39:
      return { ...style, color: null };
    default: {
      const color = terminalColors[code >= 90 ? code - 90 : code - 30];
      return color && (code >= 90 || code <= 37) ? { ...style, color } : style;
    }
  }
}

/** `5;n` of the 256 colors, or `2;r;g;b`. */
function extendedColor(codes: readonly number[], at: number): { color: TerminalColor | null; used: number } {
  if (codes[at] === 5) return { color: ofPalette(codes[at + 1] ?? 0), used: 2 };
  if (codes[at] === 2) return { color: nearest(codes[at + 1] ?? 0, codes[at + 2] ?? 0, codes[at + 3] ?? 0), used: 4 };
  return { color: null, used: 0 };
}

function ofPalette(index: number): TerminalColor | null {
  if (index < 16) return terminalColors[index % 8] ?? null;
  if (index >= 232) return null;
  const cube = index - 16;
  return nearest(Math.floor(cube / 36) * 51, (Math.floor(cube / 6) % 6) * 51, (cube % 6) * 51);
}

/** By hue; what has none is ordinary text. */
function nearest(red: number, green: number, blue: number): TerminalColor | null {
  const high = Math.max(red, green, blue);
  if (!(high - Math.min(red, green, blue) > 48)) return null;
  const bright = (part: number) => part > high * 0.6;
  return terminalColors[(bright(red) ? 1 : 0) + (bright(green) ? 2 : 0) + (bright(blue) ? 4 : 0)] ?? null;
}
