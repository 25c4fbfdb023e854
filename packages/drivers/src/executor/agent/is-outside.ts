/** Whether a path that an agent names lies outside of the work, or in a folder of Git's own. Relative ones are below the work unless they climb. */
export function isOutside(work: string, path: string): boolean {
  const parts: string[] = [];
  const absolute = path.startsWith('/') ? path : `${work}/${path}`;
  for (const part of absolute.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  const place = `/${parts.join('/')}`;
  const root = work.replace(/\/+$/, '');
  if (!place.startsWith(`${root}/`)) return true;
  return place
    .slice(root.length + 1)
    .split('/')
    .some((part) => part.toLowerCase() === '.git');
}
