import { layeredLayout } from './layered-layout.ts';
import type { TaskGraph } from './task-graph.ts';

self.addEventListener('message', ({ data }: MessageEvent<TaskGraph>) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- to the page that made this worker; there is no origin to name
  self.postMessage(layeredLayout(data));
});
