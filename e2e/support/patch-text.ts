const lines = (text: string, sign: '+' | '-'): string => {
  const ended = text.endsWith('\n');
  const all = (ended ? text.slice(0, -1) : text).split('\n').map((line) => `${sign}${line}\n`);
  return all.join('') + (ended ? '' : '\\ No newline at end of file\n');
};
const count = (text: string): number => (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n').length;

/** A patch that makes a new file. */
export const creates = (path: string, text: string): string =>
  `diff --git a/${path} b/${path}\nnew file mode 100644\n--- /dev/null\n+++ b/${path}\n@@ -0,0 +1,${count(text)} @@\n${lines(text, '+')}`;

/** A patch that makes of one whole file another. */
export const replaces = (path: string, from: string, to: string): string =>
  `diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n@@ -1,${count(from)} +1,${count(to)} @@\n${lines(from, '-')}${lines(to, '+')}`;

const context = 3;

/** A patch that changes one line of many, with as much around it as git would show. */
export function editsLine(path: string, all: readonly string[], index: number, line: string): string {
  const from = Math.max(0, index - context);
  const around = all.slice(from, index + context + 1);
  const hunk = around.flatMap((old, at) => (from + at === index ? [`-${old}`, `+${line}`] : [` ${old}`]));
  const place = `${from + 1},${around.length}`;
  return `diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n@@ -${place} +${place} @@\n${hunk.join('\n')}\n`;
}
