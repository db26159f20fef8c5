/**
 * Makes `dist/` out of `src/` and of what wasm-bindgen left in `src/generated/`.
 *
 * Each entry becomes one file without imports, apart from the binary in the one for Workers. The declarations come
 * from `tsc` afterwards; the script `build` of package.json runs both.
 */

import { copyFileSync, readFileSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

import { build, transform } from 'esbuild'

const entries = ['browser', 'node', 'workerd']
const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url))

rmSync(at('dist'), { recursive: true, force: true })
await build({
  entryPoints: entries.map((name) => at(`src/entry/${name}.ts`)),
  outdir: at('dist'),
  bundle: true,
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  charset: 'utf8',
  external: ['./core.wasm'],
  plugins: [{ name: 'cuecard', setup }],
  logLevel: 'warning',
})
copyFileSync(at('src/generated/core_bg.wasm'), at('dist/core.wasm'))
copyFileSync(at('src/entry/core.d.wasm.ts'), at('dist/core.wasm.d.ts'))
for (const name of ['core.wasm', ...entries.map((entry) => `${entry}.js`)]) {
  printSize(name)
}

/** Provides the modules that `src/build.d.ts` declares. */
function setup(plugin) {
  plugin.onResolve({ filter: /^cuecard:/ }, ({ path }) => ({ path, namespace: 'cuecard' }))
  plugin.onLoad({ filter: /^cuecard:core$/, namespace: 'cuecard' }, async () => ({ contents: await makeGlue() }))
  plugin.onLoad({ filter: /^cuecard:base64$/, namespace: 'cuecard' }, () => ({
    contents: readFileSync(at('src/generated/core_bg.wasm')),
    loader: 'base64',
  }))
  // wasm-bindgen's glue is a module with one state. Each core needs its own, so it becomes a function.
  async function makeGlue() {
    const source = readFileSync(at('src/generated/core.js'), 'utf8')
    const { code } = await transform(source, { format: 'iife', globalName: 'glue', target: 'es2022' })
    return `export function makeGlue() {\n${code}\nreturn glue\n}`
  }
}

function printSize(name) {
  const bytes = readFileSync(at(`dist/${name}`))
  const compressed = gzipSync(bytes, { level: 9 })
  const kilobytes = (count) => `${(count / 1000).toFixed(1)} kB`.padStart(9)
  console.log(`${name.padEnd(12)}${kilobytes(bytes.length)}, gzip -9${kilobytes(compressed.length)}`)
}
