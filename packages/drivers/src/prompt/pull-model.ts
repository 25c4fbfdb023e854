import type { OllamaClient } from './model/ollama-client.ts';

export interface PullProgress {
  /** In the words of the server: `pulling manifest`, `verifying sha256 digest`, `success`. */
  readonly status: string;
  /** Of all parts that are known of so far; the server names them one after the other. */
  readonly completedBytes: number;
  readonly totalBytes: number;
}

/**
 * Downloads a model to its host, telling how far it is. Rejects with `model_missing` if there is none of that name, `model_failed` if the download breaks off,
 * or the signal's reason; what was downloaded until then is kept by the host, and the next call goes on from there.
 */
export async function pullModel(
  client: OllamaClient,
  model: string,
  onProgress: (progress: PullProgress) => void,
  signal: AbortSignal,
): Promise<void> {
  const parts = new Map<string, { completed: number; total: number }>();
  for await (const { completedBytes, digest, status, totalBytes } of client.pull(model, signal)) {
    // A line without a number of bytes is the first of its part, or one behind the last; neither takes anything back.
    if (digest !== null) {
      const known = parts.get(digest);
      parts.set(digest, { completed: Math.max(known?.completed ?? 0, completedBytes), total: Math.max(known?.total ?? 0, totalBytes) });
    }
    const sum = (field: 'completed' | 'total') => parts.values().reduce((all, part) => all + part[field], 0);
    onProgress({ status, completedBytes: sum('completed'), totalBytes: sum('total') });
  }
}
