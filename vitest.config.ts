import { defineConfig } from 'vitest/config'

// Workspace packages are tested from their sources. Nothing is added for other packages: these conditions also reach
// Node's own require(), which must not be told to prefer an `import` entry.
const conditions = ['source']
const shared = { resolve: { conditions }, ssr: { resolve: { conditions } } }
const exclude = ['**/node_modules/**', '**/dist/**', '**/build/**', '**/.local/**', 'playwright/**']

export default defineConfig({
  test: {
    projects: [
      {
        ...shared,
        test: {
          name: 'unit',
          include: ['**/*.test.{ts,tsx}'],
          // Starting a process and loading all modules anew took longer than most files' tests. Files share a process,
          // so what a test stubs or spies on is restored, also when the test did not get as far as doing it itself.
          isolate: false,
          restoreMocks: true,
          unstubEnvs: true,
          unstubGlobals: true,
          maxWorkers: '100%',
          // Some start processes, and a machine that is busy takes its time over that.
          testTimeout: 60_000,
          exclude: [...exclude, '**/*.servers.test.ts', '**/*.conformance.test.ts'],
        },
      },
      {
        ...shared,
        test: {
          name: 'servers',
          include: ['**/*.servers.test.ts'],
          exclude,
          globalSetup: ['local/cluster/testing/global-setup.ts'],
          testTimeout: 180_000,
          hookTimeout: 120_000,
        },
      },
      {
        ...shared,
        test: {
          name: 'conformance',
          include: ['local/cluster/conformance/**/*.conformance.test.ts'],
          exclude,
          globalSetup: ['local/cluster/conformance/global-setup.ts'],
          // These tests wait for a cluster most of the time: more files at once than there are cores, after the others.
          maxWorkers: 4,
          sequence: { groupOrder: 1 },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
