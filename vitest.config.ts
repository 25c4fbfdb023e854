import { defineConfig } from 'vitest/config';

/**
 * unit: beside the code, quick. git: hundreds of real Git processes. sandbox: real containers and namespaces. db: real PostgreSQL. e2e: the whole product.
 * `npm run check` runs unit and dashboard; `npm test` runs all (tooling/test.ts).
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['packages/**/*.test.ts', 'apps/{server,cli}/**/*.test.ts', 'tooling/**/*.test.ts', 'examples/*.test.ts', '*.test.ts'],
          exclude: ['packages/redux/**', '**/*.{db,git,docker,bubblewrap}.test.ts', '**/node_modules/**', '**/dist/**'],
        },
      },
      {
        test: {
          name: 'dashboard',
          include: ['{apps/dashboard,packages/redux}/**/*.test.{ts,tsx}'],
          exclude: ['**/node_modules/**', '**/dist/**'],
          environment: 'happy-dom',
        },
      },
      {
        test: {
          name: 'git',
          include: ['packages/**/*.git.test.ts', 'examples/*.git.test.ts'],
          exclude: ['**/node_modules/**', '**/dist/**'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'sandbox',
          include: ['packages/**/*.{docker,bubblewrap}.test.ts'],
          exclude: ['**/node_modules/**', '**/dist/**'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'db',
          include: ['packages/**/*.db.test.ts', 'apps/**/*.db.test.ts'],
          exclude: ['**/node_modules/**', '**/dist/**'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['e2e/**/*.test.ts'],
          exclude: ['**/node_modules/**'],
          testTimeout: 600_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
