/** One project per folder, so that `cargo xtask test npm` and the like run a part. */

import { defineConfig } from 'vitest/config'

const project = (name: string, seconds: number) => ({
  test: {
    name,
    include: [`${name}/**/*.test.ts`],
    environment: 'node',
    testTimeout: seconds * 1000,
    hookTimeout: seconds * 1000,
    // The package is a symbolic link into this repository. Node itself loads it, as it does for a customer.
    server: { deps: { external: [/\/npm\/dist\//] } },
  },
})

export default defineConfig({
  test: { projects: [project('npm', 30), project('worker', 60), project('e2e', 120)] },
})
