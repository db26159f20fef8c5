/** One project per folder, so that `cargo xtask test npm` and the like run a part. */

import { defineConfig } from 'vitest/config'

const project = (name: string, seconds: number, more: object = {}) => ({
  test: {
    name,
    include: [`${name}/**/*.test.ts`],
    environment: 'node',
    testTimeout: seconds * 1000,
    hookTimeout: seconds * 1000,
    // The package is a symbolic link into this repository. Node itself loads it, as it does for a customer.
    server: { deps: { external: [/\/npm\/dist\//] } },
    ...more,
  },
})

// Files one after the other, because they measure times at one Worker, and in one process, because they share nothing
// else.
const served = { globalSetup: 'support/setup.ts', fileParallelism: false, isolate: false }

export default defineConfig({
  test: { projects: [project('npm', 30), project('worker', 60, served), project('e2e', 120, served)] },
})
