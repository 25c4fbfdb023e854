import type { DashboardState } from './dashboard-files.ts';

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** Stands in while the page is being built, and where it could not be. */
export function waitingPage(state: Exclude<DashboardState, { kind: 'ready' }>): string {
  const isBuilding = state.kind === 'building';
  const body = isBuilding
    ? '<h1>DevTeam is nearly ready</h1><p>This page is being built, once. It opens by itself.</p>'
    : `<h1>The page could not be built</h1><p>DevTeam itself works: see <code>devteam status</code>. Run <code>npm run build</code>, then load this page again.</p><pre>${escaped(state.why)}</pre>`;
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    ${isBuilding ? '<meta http-equiv="refresh" content="1">' : ''}
    <title>DevTeam</title>
    <style>body { font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 20vh auto; padding: 0 1rem }</style>
  </head>
  <body>${body}</body>
</html>
`;
}
