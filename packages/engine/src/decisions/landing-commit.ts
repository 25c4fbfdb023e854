export interface Landing {
  key: string;
  id: string | null;
  title: string;
  summary: string | null;
  executionId: string;
  attempt: number;
  /** Keys of tasks that land with it. */
  together?: readonly string[];
  /** Who let it land although something of it failed, and what. */
  approval?: { readonly by: string; readonly checks: readonly string[] };
}

const width = 72;

function wrap(text: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter(Boolean)) {
    if (line && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line ? `${line} ${word}` : word;
  }
  if (line) lines.push(line);
  return lines.join('\n');
}

/** One line, whatever the list says: a title cannot add trailers of its own. */
const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

/** The message of a landed task: what it was, what was done, and trailers by which a person and the engine find the task again. */
export function landingMessage(landing: Landing): string {
  const title = oneLine(landing.title);
  const subject = landing.id ? `Task ${landing.id}: ${title}` : `Task: ${title}`;
  const { approval, together = [] } = landing;
  const trailers = [
    ...[landing.key, ...together].map((key) => `DevTeam-Task: ${key}`),
    `DevTeam-Execution: ${landing.executionId}`,
    `DevTeam-Attempt: ${landing.attempt}`,
    ...(approval ? [`DevTeam-Approved-By: ${oneLine(approval.by)}`] : []),
    ...(approval?.checks ?? []).map((name) => `DevTeam-Failed-Check: ${oneLine(name)}`),
  ];
  return `${[subject, ...(landing.summary ? [wrap(landing.summary)] : []), trailers.join('\n')].join('\n\n')}\n`;
}
