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
