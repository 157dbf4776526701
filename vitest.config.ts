import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['scripts/build-if-stale.js'],
    testTimeout: 60_000,
    pool: 'forks',
    // Files of a worker share what is loaded and compiled; the simulator keeps nothing global.
    isolate: false,
    // All cores: by itself vitest leaves one of them alone, which is every second one of a small machine.
    maxWorkers: '100%',
    // Modules are loaded by node itself. Vite's own way reads each import through an object, which makes the loops of
    // the heap three times as slow. No test replaces modules, so none needs the loader's hooks.
    execArgv: ['--import', 'tsx'],
    experimental: { viteModuleRunner: false, nodeLoader: false },
  },
});
