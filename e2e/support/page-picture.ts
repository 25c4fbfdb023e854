import type { Page } from 'playwright-core';

/** The window as WebP, a third of what PNG takes; Playwright itself has no such form. */
export async function takePicture(page: Page): Promise<Buffer> {
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 80 });
  await session.detach();
  return Buffer.from(data, 'base64');
}
