import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { available } from '../../tooling/available.ts';

const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';

export const hasChromium = available('chromium', existsSync(executablePath));

/** Chromium's own sandbox does not work for root; what it opens here is our own page. */
export const launchChromium = (): Promise<Browser> =>
  chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
