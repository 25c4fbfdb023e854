import react from '@vitejs/plugin-react';
import { type Plugin, defineConfig } from 'vite';
import { type BuiltChunk, describeExcess, describeWeight, weigh } from './build/bundle-budgets.ts';

const server = 'http://127.0.0.1:4310';
const encoder = new TextEncoder();

/** The build fails where a part of the page is heavier than it may be, and says which file makes it so. */
const holdBudgets = (): Plugin => ({
  name: 'devteam-bundle-budgets',
  apply: 'build',
  generateBundle(_options, bundle) {
    const chunks: BuiltChunk[] = [];
    const styles: Pick<BuiltChunk, 'fileName' | 'bytes'>[] = [];
    for (const file of Object.values(bundle)) {
      if (file.type === 'chunk') chunks.push({ ...file, bytes: encoder.encode(file.code) });
      // The entry's sheet: those of lazy parts come with them.
      else if (/index-[^/]*\.css$/.test(file.fileName))
        styles.push({ fileName: file.fileName, bytes: typeof file.source === 'string' ? encoder.encode(file.source) : file.source });
    }
    const weights = weigh(chunks, styles);
    const excess = describeExcess(weights);
    if (excess.length > 0) this.error(`Too heavy:\n${excess.join('\n')}`);
    // Through the plugin's own logger it would not be seen.
    process.stdout.write(`${weights.map(describeWeight).join('; ')}\n`);
  },
});

export default defineConfig({
  plugins: [react(), holdBudgets()],
  // Everything is a file of this origin, so that the strictest content security policy holds.
  build: { assetsInlineLimit: 0, modulePreload: { polyfill: false }, target: 'es2023', chunkSizeWarningLimit: 900 },
  server: { proxy: { '/api': server, '/ws': { target: server, ws: true } } },
});
