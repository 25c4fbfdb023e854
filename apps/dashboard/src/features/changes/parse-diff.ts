export interface DiffLine {
  kind: 'context' | 'added' | 'removed' | 'hunk';
  text: string;
  /** Numbers in the old and the new file; null where it is not there. */
  before: number | null;
  after: number | null;
}

export interface DiffFile {
  path: string;
  /** Where it was, if it was renamed. */
  oldPath: string | null;
  status: 'added' | 'removed' | 'changed' | 'renamed';
  isBinary: boolean;
  /** Of Git: `100755` is a program, `120000` a link. */
  newMode: string | null;
  added: number;
  removed: number;
  lines: DiffLine[];
}

const header = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/;
const unquoted = (path: string): string => (path.startsWith('"') ? path.slice(1, -1) : path).replace(/^[ab]\//, '');

/** A patch as Git writes it, file by file. One pass; what is no patch gives no files. */
export function parseDiff(text: string): DiffFile[] {
  const files: DiffFile[] = [];
  let file: DiffFile | undefined;
  let before = 0;
  let after = 0;
  let isInHunk = false;
  for (const line of text.split('\n')) {
    if (line.startsWith('diff --git ')) {
      const path = unquoted(line.slice(line.lastIndexOf(' ') + 1));
      file = { path, oldPath: null, status: 'changed', isBinary: false, newMode: null, added: 0, removed: 0, lines: [] };
      files.push(file);
      isInHunk = false;
      continue;
    }
    if (!file) continue;
    const hunk = header.exec(line);
    if (hunk) {
      before = Number(hunk[1]);
      after = Number(hunk[2]);
      isInHunk = true;
      file.lines.push({ kind: 'hunk', text: line, before: null, after: null });
    } else if (!isInHunk) readHead(file, line);
    else if (line.startsWith('+')) {
      file.lines.push({ kind: 'added', text: line.slice(1), before: null, after });
      file.added += 1;
      after += 1;
    } else if (line.startsWith('-')) {
      file.lines.push({ kind: 'removed', text: line.slice(1), before, after: null });
      file.removed += 1;
      before += 1;
    } else if (line.startsWith(' ')) {
      file.lines.push({ kind: 'context', text: line.slice(1), before, after });
      before += 1;
      after += 1;
    }
  }
  return files;
}

function readHead(file: DiffFile, line: string): void {
  if (line.startsWith('new file mode ')) {
    file.status = 'added';
    file.newMode = line.slice(14);
  } else if (line.startsWith('deleted file mode ')) file.status = 'removed';
  else if (line.startsWith('new mode ')) file.newMode = line.slice(9);
  else if (line.startsWith('rename from ')) {
    file.status = 'renamed';
    file.oldPath = unquoted(line.slice(12));
  } else if (line.startsWith('rename to ')) file.path = unquoted(line.slice(10));
  else if (line.startsWith('+++ ') && line !== '+++ /dev/null') file.path = unquoted(line.slice(4));
  else if (line.startsWith('Binary files ') || line.startsWith('GIT binary patch')) file.isBinary = true;
}
