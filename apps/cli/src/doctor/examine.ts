import { defaultHost } from '../args/host.ts';
import type { CommandContext } from '../command-context.ts';
import type { DoctorOptions } from '../commands/doctor.ts';
import { loadSettings } from '../local/load-settings.ts';
import { findOpenPages } from '../local/page-file.ts';
import { reportError } from '../output/error-report.ts';
import { jsonLine } from '../output/json-line.ts';
import type { Outlet } from '../output/outlet.ts';
import { plainText } from '../output/plain-text.ts';
import { checkDatabase } from './check-database.ts';
import { checkDrivers } from './check-drivers.ts';
import { checkDisk, checkHome } from './check-home.ts';
import { checkModel } from './check-model.ts';
import { checkDashboard, checkPort } from './check-page.ts';
import { checkGit, checkNode } from './check-programs.ts';
import { type Finding, failed } from './finding.ts';

/** `devteam doctor`: every check is made, whatever the ones before it found. */
export async function examine(options: DoctorOptions, context: CommandContext): Promise<void> {
  const { stderr, stdout } = context;
  if (options.pullModel) {
    const { pullModel } = await import('./pull-model.ts');
    if (!(await pullModel(context))) return;
  }
  if (options.install) {
    const { installAgent } = await import('@devteam/engine/durable');
    await installAgent(options.install, { onProgress: (line) => stderr.line(plainText(line)) });
  }
  const findings: Finding[] = [];
  const add = (found: Finding) => {
    findings.push(found);
    if (!options.json) for (const line of findingLines(found, stdout)) stdout.line(line);
  };
  add(checkNode(process.versions.node));
  add(await checkGit());
  add(await checkHome(context.config.home));
  add(await checkDisk(context.config.home));
  for (const found of await checkServer(options, context)) add(found);
  add(checkDashboard());
  for (const found of await checkDrivers().catch((error: unknown) => [brokenCheck('Drivers', error)])) add(found);
  for (const found of await checkModel().catch((error: unknown) => [brokenCheck('Prompt model', error)])) add(found);

  const count = (status: Finding['status']) => findings.filter((each) => each.status === status).length;
  if (options.json) stdout.line(jsonLine(findings));
  else {
    const bad = count('failed');
    const warned = count('warning');
    const also = warned > 0 ? `, ${warned === 1 ? '1 warning' : `${warned} warnings`}` : '';
    stderr.line(
      bad > 0 ? `\n${bad === 1 ? 'One thing has' : `${bad} things have`} to be mended${also}.` : `\nAll that is needed is there${also}.`,
    );
  }
  context.endWith(count('failed') > 0 ? 1 : 0);
}

/** What depends on settings that may be unusable themselves. */
async function checkServer(options: DoctorOptions, { config }: CommandContext): Promise<Finding[]> {
  try {
    const { databaseUrl, http } = await loadSettings();
    const pages = await findOpenPages(config.home);
    return [
      await checkDatabase({ home: config.home, databaseUrl }),
      await checkPort({ host: http.host || defaultHost, port: options.port ?? http.port, pages }),
    ];
  } catch (error) {
    return [brokenCheck('Settings', error)];
  }
}

function brokenCheck(about: string, error: unknown): Finding {
  const { failure, sentence } = reportError(error);
  return failed(about, failure?.why ?? sentence, failure?.next ?? 'Report this, with the output of DEVTEAM_DEBUG=1.');
}

const marks = {
  ok: { symbol: '✓', ascii: '+', color: 'green' },
  warning: { symbol: '!', ascii: '!', color: 'amber' },
  failed: { symbol: '✕', ascii: 'x', color: 'red' },
} as const;

const aboutColumns = 18;

export function findingLines(finding: Finding, { paint, unicode }: Pick<Outlet, 'paint' | 'unicode'>): string[] {
  const { ascii, color, symbol } = marks[finding.status];
  const mark = paint.color(color, unicode ? symbol : ascii);
  const word = finding.status === 'ok' ? '' : paint.color(color, `${finding.status}: `);
  const lines = [`${mark} ${finding.about.padEnd(aboutColumns)} ${word}${plainText(finding.detail)}`];
  if (finding.next) lines.push(`  ${' '.repeat(aboutColumns)} next: ${finding.next}`);
  return lines;
}
