import { readEnvironment } from '../config.ts';
import { type Finding, ok, warning } from './finding.ts';

/** What the engine says of a host of the model that helps with prompts. */
export interface ModelHostFact {
  host: string;
  model: string;
  state: 'unreachable' | 'hung' | 'model_missing' | 'failing' | 'loading' | 'not_loaded' | 'ready';
  version: string | null;
  answersInMs: number | null;
  /** From 0 to 1. */
  shareOnGpu: number | null;
  why: string | null;
  next: string | null;
}

/** One line for each host. Throws `prompt_settings_invalid`. */
export async function checkModel(): Promise<Finding[]> {
  const { inspectModelHosts, promptModelSettingsOf } = await import('@devteam/engine/durable');
  const hosts = await inspectModelHosts(promptModelSettingsOf(readEnvironment()), AbortSignal.timeout(60_000));
  return hosts.map(judgeModelHost);
}

const withoutIt = 'Without it prompts are made from the fixed template';

/** Never a failure: everything works without a model, only with plainer prompts. */
export function judgeModelHost({ answersInMs, host, model, next, shareOnGpu, state, version, why }: ModelHostFact): Finding {
  const about = 'Prompt model';
  const where = `${model} at ${host}`;
  const server = version === null ? '' : ` (Ollama ${version})`;
  if (state === 'ready' && why === null) {
    const onGpu = shareOnGpu === null || shareOnGpu >= 0.99 ? '' : `; ${Math.round(shareOnGpu * 100)} % of it is on the graphics card`;
    return ok(about, `${where} answers${answersInMs === null ? '' : ` within ${(answersInMs / 1000).toFixed(1)} s`}${server}${onGpu}`);
  }
  if (state === 'loading' || state === 'not_loaded')
    return warning(about, `${where} is not loaded yet${server}`, 'Wait until it is; the first prompt may take a minute or two.');
  // The address stands there already.
  const reason = (why ?? state).replace(/\.$/, '').replace(/^https?:\S+ /, ' ');
  return warning(about, `${where}${reason.startsWith(' ') ? '' : ': '}${reason}`, `${next ?? 'Look again in a moment.'} ${withoutIt}.`);
}
