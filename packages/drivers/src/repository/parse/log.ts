import type { LoggedCommit } from '../repository.ts';

/** Fields end in NUL (no commit can hold one), commits too: id, parents, name, e-mail, seconds, message. */
export const logFormat = '%H%x00%P%x00%an%x00%ae%x00%at%x00%B';

export function parseLog(text: string): LoggedCommit[] {
  const fields = text.split('\0');
  const commits: LoggedCommit[] = [];
  for (let at = 0; at + 5 < fields.length; at += 6) {
    const [commit = '', parents = '', name = '', email = '', seconds = '', message = ''] = fields.slice(at, at + 6);
    commits.push({
      commit,
      parents: parents === '' ? [] : parents.split(' '),
      author: { name, email },
      at: new Date(Number(seconds) * 1000),
      message: message.replace(/\n$/, ''),
    });
  }
  return commits;
}
