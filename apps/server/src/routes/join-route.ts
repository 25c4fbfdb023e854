import { dataPolicy } from '../http/security-headers.ts';
import type { App } from './app-type.ts';

const policy = `${dataPolicy}; script-src 'self'; style-src 'unsafe-inline'; connect-src 'self'; base-uri 'none'; form-action 'none'`;

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Join DevTeam</title>
    <style>
      body { font: 16px/1.5 system-ui, sans-serif; max-width: 26rem; margin: 4rem auto; padding: 0 1rem; color-scheme: light dark; }
      label { display: block; margin-top: 1rem; }
      input, button { font: inherit; width: 100%; padding: 0.5rem; box-sizing: border-box; }
      button { margin-top: 1.5rem; }
    </style>
  </head>
  <body>
    <h1>Join DevTeam</h1>
    <form>
      <label>Name <input name="name" autocomplete="name" required maxlength="200" /></label>
      <label>E-mail <input name="email" type="email" autocomplete="username" required /></label>
      <label>Password, 12 characters at least <input name="password" type="password" autocomplete="new-password" required minlength="12" /></label>
      <button>Join</button>
    </form>
    <p role="alert"></p>
    <script src="/join.js"></script>
  </body>
</html>
`;

/** The code stands behind the `#`, which no server and no log of one sees, and is taken out of the address bar at once. */
const script = `const code = location.hash.slice(1);
history.replaceState(null, '', '/join');
document.querySelector('form').addEventListener('submit', async (event) => {
  event.preventDefault();
  const body = JSON.stringify({ code, ...Object.fromEntries(new FormData(event.target)) });
  const response = await fetch('/api/devteam/invitations/accept', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  if (response.ok) return location.assign('/');
  const problem = await response.json();
  document.querySelector('[role=alert]').textContent = problem.what + ': ' + problem.why + '. ' + problem.next;
});
`;

/** Where the link of an invitation leads. */
export function addJoinRoute(app: App): void {
  app.get('/join', { config: { isOpen: true } }, (_request, reply) =>
    reply.header('content-security-policy', policy).type('text/html; charset=utf-8').send(page),
  );
  app.get('/join.js', { config: { isOpen: true } }, (_request, reply) => reply.type('text/javascript; charset=utf-8').send(script));
}
