import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const server = 'http://127.0.0.1:4310';

export default defineConfig({
  plugins: [react()],
  // Everything is a file of this origin, so that the strictest content security policy holds.
  build: { assetsInlineLimit: 0, modulePreload: { polyfill: false }, target: 'es2023', chunkSizeWarningLimit: 900 },
  server: { proxy: { '/api': server, '/ws': { target: server, ws: true } } },
});
