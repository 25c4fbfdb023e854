export type Color = 'green' | 'blue' | 'violet' | 'amber' | 'red' | 'grey';

/** Puts color on text that is safe already; without colors it gives the text back as it is. */
export interface Paint {
  color(color: Color, text: string): string;
  bold(text: string): string;
  faint(text: string): string;
}

// The sixteen colors of a terminal's own palette, so that its owner's choice of background and contrast holds.
const codes: Record<Color, number> = { green: 32, blue: 34, violet: 35, amber: 33, red: 31, grey: 90 };
const wrap = (open: number, close: number, text: string) => (text === '' ? '' : `\u001B[${open}m${text}\u001B[${close}m`);

export const colorful: Paint = {
  color: (color, text) => wrap(codes[color], 39, text),
  bold: (text) => wrap(1, 22, text),
  faint: (text) => wrap(2, 22, text),
};

export const colorless: Paint = { color: (_color, text) => text, bold: (text) => text, faint: (text) => text };
