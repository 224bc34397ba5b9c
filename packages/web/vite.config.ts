import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/**
 * Two apps in one package: the mode, `wizard` or `console`, is the one that is built, and `%MODE%` in index.html its entry.
 * Nothing is inlined, so both run under a Content-Security-Policy of `script-src 'self'`.
 */
export default defineConfig(({ mode }) => ({
  plugins: [react()],
  build: {
    outDir: `dist/${mode}`,
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
  },
}))
