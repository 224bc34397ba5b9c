import { defineConfig } from 'vitest/config'

// Every test of the project in one run: unit tests beside their files, what crosses packages under test/.
export default defineConfig({
  test: {
    include: ['packages/**/*.test.ts', 'packages/**/*.test.tsx', 'test/**/*.test.ts', 'scripts/**/*.test.ts'],
    globalSetup: ['test/postgres/global-setup.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    // Not what a test should take, but what nothing that still moves takes, on a machine that does three other things.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // Most files wait for processes of their own, so two run side by side; none leaves anything behind in its process, so each
    // imports only what the files before it did not.
    maxWorkers: 2,
    isolate: false,
  },
})
