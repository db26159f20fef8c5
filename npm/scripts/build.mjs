/**
 * Makes `dist/` out of `src/` and of what wasm-bindgen left in `src/generated/`.
 *
 * Each entry becomes one file, which imports the error class and, for Workers, the binary, and nothing else. The
 * declarations come from `tsc` afterwards; the script `build` of package.json runs both.
 */

import { copyFileSync, readFileSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

import { build, transform } from 'esbuild'

const platforms = ['browser', 'node', 'workerd']
const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url))
const options = {
  outdir: at('dist'),
  bundle: true,
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  charset: 'utf8',
  logLevel: 'warning',
}

rmSync(at('dist'), { recursive: true, force: true })
await build({ ...options, entryPoints: [at('src/errors.ts')] })
await make('core', platforms)
await make(
  'formats',
  platforms.map((platform) => `formats-${platform}`),
)
printSize('errors.js')

/** Makes the entries that share the binary `name`. */
async function make(name, entries) {
  await build({
    ...options,
    entryPoints: entries.map((entry) => at(`src/entry/${entry}.ts`)),
    external: [`./${name}.wasm`],
    plugins: [{ name: 'cuecard', setup: (plugin) => provideModules(plugin, name) }],
  })
  copyFileSync(at(`src/generated/${name}_bg.wasm`), at(`dist/${name}.wasm`))
  copyFileSync(at(`src/entry/${name}.d.wasm.ts`), at(`dist/${name}.wasm.d.ts`))
  for (const file of [`${name}.wasm`, ...entries.map((entry) => `${entry}.js`)]) printSize(file)
}

/** Provides the modules that `src/build.d.ts` declares. */
function provideModules(plugin, name) {
  // One class for all entries: an error of `cuecard/formats` is an instance of the class of `cuecard`.
  plugin.onResolve({ filter: /^\.\.?\/errors\.js$/ }, () => ({ path: './errors.js', external: true }))
  plugin.onResolve({ filter: /^cuecard:/ }, ({ path }) => ({ path, namespace: 'cuecard' }))
  plugin.onLoad({ filter: /^cuecard:core$/, namespace: 'cuecard' }, async () => ({ contents: await makeGlue(name) }))
  plugin.onLoad({ filter: /^cuecard:base64$/, namespace: 'cuecard' }, () => ({
    contents: readFileSync(at(`src/generated/${name}_bg.wasm`)),
    loader: 'base64',
  }))
}

/** wasm-bindgen's glue is a module with one state. Each core needs its own, so it becomes a function. */
async function makeGlue(name) {
  const source = readFileSync(at(`src/generated/${name}.js`), 'utf8')
  const { code } = await transform(source, { format: 'iife', globalName: 'glue', target: 'es2022' })
  return `export function makeGlue() {\n${code}\nreturn glue\n}`
}

function printSize(name) {
  const bytes = readFileSync(at(`dist/${name}`))
  const compressed = gzipSync(bytes, { level: 9 })
  const kilobytes = (count) => `${(count / 1000).toFixed(1)} kB`.padStart(9)
  console.log(`${name.padEnd(18)}${kilobytes(bytes.length)}, gzip -9${kilobytes(compressed.length)}`)
}
