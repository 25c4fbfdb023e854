/**
 * Puts `text` between `<!-- name -->` and `<!-- /name -->` of a page; all else stays as it is. Tests compare a page with what this
 * gives, so what a page says of the code cannot fall behind it. Throws where the page does not have this place exactly once.
 */
export function fillMarkers(page: string, name: string, text: string): string {
  const [opening, closing] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [before, rest, ...more] = page.split(opening);
  const [, after, ...others] = rest?.split(closing) ?? [];
  if (before === undefined || after === undefined || more.length > 0 || others.length > 0)
    throw new Error(`The page has to have ${opening} and then ${closing}, each once`);
  return `${before}${opening}\n\n${text.trim()}\n\n${closing}${after}`;
}
