/** What a color means; every place that uses one says it in words as well. */
export const tones = ['done', 'running', 'waiting', 'paused', 'warning', 'failed', 'quiet'] as const;
export type Tone = (typeof tones)[number];
