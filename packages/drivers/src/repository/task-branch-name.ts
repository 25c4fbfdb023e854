/** Room for a remote's own prefix and for the directory of a loose ref. */
const maxTitle = 48;
const maxId = 24;

/**
 * `{ id: '1.2', title: 'Add a login page!' }` → `task/1-2-add-a-login-page`. Letters of any script stay; accents of
 * Latin ones go, because file systems differ on how they are written. The same task always gets the same name.
 */
export function taskBranchName({ id, title }: { id: string; title: string }): string {
  const parts = [kebab(id, maxId), kebab(title, maxTitle)].filter((part) => part !== '');
  return `task/${parts.join('-') || 'untitled'}`;
}

/** Letters and digits with single dashes between; so no part can be an option, hidden, or end in `.lock`. */
function kebab(text: string, maxLength: number): string {
  const words = text
    .normalize('NFKD')
    .replaceAll(/(\p{Script=Latin})\p{M}+/gu, '$1')
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '');
  return Array.from(words).slice(0, maxLength).join('').replace(/-+$/, '');
}
