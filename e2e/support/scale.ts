/** `DEVTEAM_TEST_SCALE=full` runs all that was promised; without it each test does a small part, for every day. */
export const isFullScale = process.env['DEVTEAM_TEST_SCALE'] === 'full';

export const atScale = (small: number, full: number): number => (isFullScale ? full : small);
