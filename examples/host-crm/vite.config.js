import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { viteSingleFile } from 'vite-plugin-singlefile';

/** Everything in one file, as the CRM is delivered. */
export default defineConfig({
  plugins: [react(), viteSingleFile()],
  server: { proxy: { '/api': 'http://127.0.0.1:4320', '/ws': { target: 'http://127.0.0.1:4320', ws: true } } },
});
