import type { CommandContext } from '../command-context.ts';
import { readEnvironment } from '../config.ts';
import { catchSignals, signalExitCodes } from '../follow/signals.ts';
import { bar } from '../output/bar.ts';
import { openLiveBlock } from '../output/live-block.ts';
import type { Outlet } from '../output/outlet.ts';
import { plainText } from '../output/plain-text.ts';

export interface DownloadProgress {
  status: string;
  completedBytes: number;
  totalBytes: number;
}

/**
 * Downloads the model to its host, with a bar on a terminal and a line for each tenth elsewhere. False if a person ended it; what is there by then is kept.
 * Throws `model_unreachable`, `model_missing`, `model_failed`, `prompt_settings_invalid`.
 */
export async function pullModel({ config, endWith, stderr }: CommandContext): Promise<boolean> {
  const { promptModelSettingsOf, pullPromptModel } = await import('@devteam/engine/durable');
  const settings = promptModelSettingsOf(readEnvironment());
  const ending = new AbortController();
  const letThrough = catchSignals((signal) => {
    endWith(signalExitCodes[signal]);
    ending.abort();
  });
  stderr.line(`Downloading ${settings.model} to ${settings.hosts[0] ?? ''}; it is some gigabytes.`);
  const view = openDownloadView(stderr, stderr.isTerminal && config.redraws);
  try {
    await pullPromptModel(settings, view.show, ending.signal);
    return true;
  } catch (error) {
    if (ending.signal.aborted) return false;
    throw error;
  } finally {
    view.close();
    letThrough();
  }
}

export function openDownloadView(outlet: Outlet, redraws: boolean) {
  const block = redraws ? openLiveBlock(outlet) : undefined;
  let tenth = 0;
  let status = '';
  return {
    show: (progress: DownloadProgress) => {
      if (block) return block.draw([downloadLine(progress, outlet)]);
      const done = progress.totalBytes > 0 ? Math.floor((10 * progress.completedBytes) / progress.totalBytes) : 0;
      const phase = progress.status.replace(/^pulling [0-9a-f]{6,}$/, 'pulling');
      if (done === tenth && phase === status) return;
      [tenth, status] = [done, phase];
      outlet.line(downloadLine(progress, { ...outlet, columns: () => 0 }));
    },
    close: () => block?.clear(),
  };
}

/** `━━━━──── 41 %  2.1 of 5.2 GB  pulling manifest`; without room for a bar, only the rest. */
export function downloadLine(
  { completedBytes, status, totalBytes }: DownloadProgress,
  { columns, paint, unicode }: Pick<Outlet, 'columns' | 'paint' | 'unicode'>,
): string {
  const phase = plainText(status).slice(0, 40);
  if (totalBytes === 0) return phase;
  const percent = Math.floor((100 * completedBytes) / totalBytes);
  const text = `${`${percent} %`.padStart(5)}  ${(completedBytes / 1e9).toFixed(1)} of ${(totalBytes / 1e9).toFixed(1)} GB  ${phase}`;
  const room = Math.min(40, columns() - text.length - 2);
  if (room < 8) return text.trimStart();
  return `${bar({ completed: percent, total: 100 }, room, { color: 'blue', paint, unicode })} ${text}`;
}
