import type { BytePath } from './byte-path.ts';

/**
 * Whether a link at `path` can only lead to places below the root. Leading `..` are followed from the link's own directory, which is a
 * real one. After a step down, `..` is safe only if that step is known to be a real directory: through another link it would go up
 * from somewhere else. The answer holds for any combination of links that each pass.
 */
export function staysInside(path: BytePath, target: BytePath, isRealDirectory: (path: BytePath) => boolean): boolean {
  if (target === '' || target.startsWith('/')) return false;
  const at = path.split('/').slice(0, -1);
  let steppedDown = false;
  for (const step of target.split('/')) {
    if (step === '' || step === '.') continue;
    if (step !== '..') {
      at.push(step);
      steppedDown = true;
      continue;
    }
    if (at.length === 0 || (steppedDown && !isRealDirectory(at.join('/')))) return false;
    at.pop();
  }
  return true;
}
