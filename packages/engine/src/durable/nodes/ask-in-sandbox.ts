import type { Observation } from '../../decisions/verification/criteria/evaluate-criterion.ts';
import type { Demand } from '../../decisions/verification/criteria/parse-criterion.ts';
import type { TreeSandbox } from './open-tree.ts';

/** A server needs a while until it listens. */
const patienceSeconds = 60;
/** What the asking may take, with its server. */
export const longestAskSeconds = patienceSeconds + 30;

/** A mark that no server prints by chance stands before the status. */
const mark = 'devteam-answer:';

/**
 * With what a sandbox asks itself: whichever of these programs is there. Each prints the mark, the status, a line end and the body, or ends with 7 if nothing
 * answered; 127: none of them is there.
 */
const ask = `
ask() {
  if command -v curl >/dev/null 2>&1; then
    status=$(curl -s -o "$TMPDIR/devteam-body" -w '%{http_code}' --max-time 10 "$url") || return 7
    printf '%s%s\\n' "$mark" "$status"; cat "$TMPDIR/devteam-body"
  elif command -v node >/dev/null 2>&1; then
    node -e 'fetch(process.argv[1], { redirect: "manual", signal: AbortSignal.timeout(10000) }).then(async (answer) => process.stdout.write(process.argv[2] + answer.status + "\\n" + (await answer.text())), () => process.exit(7))' "$url" "$mark"
  elif command -v python3 >/dev/null 2>&1; then
    python3 - "$url" "$mark" <<'END'
import sys, urllib.error, urllib.request
class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None
try:
    answer = urllib.request.build_opener(Stay).open(sys.argv[1], timeout=10)
except urllib.error.HTTPError as error:
    answer = error
except Exception:
    sys.exit(7)
sys.stdout.write(sys.argv[2] + str(answer.status) + "\\n" + answer.read().decode("utf-8", "replace"))
END
  else
    return 127
  fi
}
TMPDIR=\${TMPDIR:-/tmp}
until=$(($(date +%s) + patience))
if [ -n "$server" ]; then
  sh -c "$server" >"$TMPDIR/devteam-server" 2>&1 &
  pid=$!
fi
while :; do
  ask; code=$?
  [ "$code" = 7 ] || exit "$code"
  if [ -z "$server" ]; then exit 7; fi
  if ! kill -0 "$pid" 2>/dev/null; then echo "the server ended:"; tail -n 20 "$TMPDIR/devteam-server"; exit 7; fi
  if [ "$(date +%s)" -ge "$until" ]; then echo "the server does not answer:"; tail -n 20 "$TMPDIR/devteam-server"; exit 7; fi
  sleep 0.2
done
`;

/** Asks for an address on the machine itself, from inside the sandbox; what `server` started ends with the run. */
export async function askInSandbox(
  { env, sandbox }: TreeSandbox,
  demand: Extract<Demand, { kind: 'http' }>,
  signal: AbortSignal,
): Promise<Observation> {
  const run = await sandbox.run({
    command: ['sh', '-c', ask],
    env: { ...env, url: demand.url, server: demand.server ?? '', mark, patience: String(patienceSeconds) },
    timeoutMs: longestAskSeconds * 1000,
    signal,
  });
  if (run.ended === 'canceled') signal.throwIfAborted();
  const answer = new RegExp(`^${mark}(\\d{3})\\n`).exec(run.outputTail);
  if (run.exitCode === 0 && answer)
    return { of: 'http', ended: 'answered', status: Number(answer[1]), body: run.outputTail.slice(answer[0].length), isCut: false };
  if (run.exitCode === 7)
    return { of: 'http', ended: 'no_answer', why: ['nothing answers', run.outputTail.trim()].filter(Boolean).join('; ') };
  const why = run.exitCode === 127 ? 'the sandbox has neither curl nor node nor python3' : `asking came to no end (${run.ended})`;
  return { of: 'http', ended: 'could_not_ask', why };
}
