/** A page of Markdown with all pictures of all screens, made with them. */
export function galleryText(names: readonly string[]): string {
  const picture = (name: string, scheme: string, width: number) => `[${width}](${name}-${scheme}-${width}.webp)`;
  const widths = [1440, 900, 390];
  const rows = names.map((name) => {
    const [light, dark] = ['light', 'dark'].map((scheme) => widths.map((width) => picture(name, scheme, width)).join(' · '));
    return `| ${name} | ![${name}](${name}-light-1440.webp) | ${light} | ${dark} |`;
  });
  return [
    '# Every screen',
    '',
    'Made by `DEVTEAM_WRITE_SCREENS=1 npm test -- page-screens` from a real server with seven projects of five customers; the numbers are widths of the window in pixels.',
    '',
    '| Screen | | Light | Dark |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}
