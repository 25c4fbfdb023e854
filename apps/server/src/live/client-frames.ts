import { ClientFrame } from '@devteam/api';

const burst = 30;
const perSecond = 2;

/** Reads what one client says: undefined for anything that is not a frame of ours, and for more than a client has any use for. */
export function createFrameReader(now: () => number): (data: string | undefined) => ClientFrame | undefined {
  let allowance = burst;
  let at = now();
  return (data) => {
    allowance = Math.min(burst, allowance + ((now() - at) / 1000) * perSecond);
    at = now();
    allowance -= 1;
    if (allowance < 0 || data === undefined) return undefined;
    try {
      return ClientFrame.safeParse(JSON.parse(data)).data;
    } catch {
      return undefined;
    }
  };
}
