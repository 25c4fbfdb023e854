export interface RemoteRefs {
  defaultBranch: string | null;
  branches: Record<string, string>;
}

/** Reads `ls-remote --symref`: `ref: refs/heads/main<tab>HEAD`, then `commit<tab>ref`. Tags and pull requests are passed over. */
export function parseLsRemote(text: string): RemoteRefs {
  const branches = new Map<string, string>();
  let head: string | undefined;
  for (const line of text.split('\n')) {
    const [left = '', right = ''] = line.split('\t');
    if (left.startsWith('ref: refs/heads/') && right === 'HEAD') head = left.slice('ref: refs/heads/'.length);
    if (right.startsWith('refs/heads/')) branches.set(right.slice('refs/heads/'.length), left);
  }
  // A prototype-less record: a branch may be called `__proto__`.
  const record = Object.assign(Object.create(null), Object.fromEntries(branches)) as Record<string, string>;
  return { defaultBranch: head !== undefined && branches.has(head) ? head : null, branches: record };
}
