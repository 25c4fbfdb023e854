import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { OpenPage } from '../local/page-file.ts';
import { type Finding, failed, ok, warning } from './finding.ts';

const startPage = fileURLToPath(new URL('../../../dashboard/dist/index.html', import.meta.url));

export async function checkPort(given: { host: string; port: number; pages: readonly OpenPage[] }): Promise<Finding> {
  const { host, pages, port } = given;
  const about = `Port ${port}`;
  const ours = pages.find((page) => new URL(page.address).port === String(port));
  if (ours) return ok(about, `the page of process ${ours.pid} is up there: ${ours.address}`);
  const problem = await tryPort(host, port);
  if (!problem) return ok(about, 'free');
  if (problem === 'EADDRINUSE')
    return failed(about, 'another program listens on it', 'Stop that program, or give another port with --port or DEVTEAM_PORT.');
  return failed(about, `cannot be listened on (${problem})`, 'Give another with --port or DEVTEAM_PORT.');
}

async function tryPort(host: string, port: number): Promise<string | null> {
  const probe = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      probe.once('error', reject);
      probe.listen({ host, port }, resolve);
    });
    return null;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  } finally {
    probe.close();
  }
}

export function checkDashboard(path = startPage): Finding {
  if (existsSync(path)) return ok('Page', 'built');
  return warning(
    'Page',
    'not built yet',
    'The first `devteam up` or `devteam demo` builds it, which takes a moment; or run `npm run build` now.',
  );
}
