/**
 * How the page is built and served while it is developed.
 *
 * The build has nothing inline (neither scripts nor the binary), because the content security policy in
 * `public/_headers` allows nothing inline.
 */

import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const worker = 'http://localhost:8787'

export default defineConfig({
  base: '/',
  plugins: [react()],
  build: {
    outDir: 'dist',
    target: 'es2022',
    // The first versions with light-dark(); without this line it would be rewritten for older ones.
    cssTarget: ['chrome123', 'firefox121', 'safari17.5'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: {
      '/ask': worker,
      '/characters': worker,
      '/healthz': worker,
      '/openapi.json': worker,
      '/retrieve': worker,
      '/v1': worker,
    },
  },
})
