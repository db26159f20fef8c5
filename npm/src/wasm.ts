/**
 * Loads the core once per module, and replaces an instance that has trapped.
 *
 * A panic in WebAssembly leaves its instance in an unknown state. Each instance therefore has a copy of the glue
 * for itself: a broken one is dropped whole, objects that live in it never reach into the next one, and
 * the compiled module is kept so that the next call can start afresh.
 */

import { makeGlue } from 'cuecard:core'

import { CuecardError } from './errors.js'

/** Where `init` may take the binary from. */
export type Source = BufferSource | Response | URL | WebAssembly.Module | string

/** @internal */
type Glue = ReturnType<typeof makeGlue>

/**
 * One running core.
 *
 * @internal
 */
export interface Instance {
  readonly glue: Glue
  /** Set once a call has trapped. Nothing of this instance may be called again. */
  broken: boolean
}

/**
 * How an entry gets at the compiled core: at once, or with a promise that takes the caller's source.
 *
 * @internal
 */
export type Platform =
  | { compile(): WebAssembly.Module }
  | { load(source: Source | undefined): Promise<WebAssembly.Module> }

let platform: Platform | undefined
let compiled: WebAssembly.Module | undefined
let instance: Instance | undefined
let initialized: Promise<void> | undefined

/**
 * Called by each entry, before anything else can be.
 *
 * @internal
 */
export function setPlatform(chosen: Platform): void {
  platform = chosen
}

/**
 * Loads the core. Call it once in a browser and await it; further calls give the same promise, and a failure is
 * forgotten, so that the next call tries again. In Node and in Workers the core is built in and loads on first
 * use: there `init` is not needed, does not read `source`, and resolves at once.
 *
 * @param source the binary, where the bundler does not find `core.wasm` by itself
 * @throws {CuecardError} with `code: 'fetch_failed'` when the binary cannot be fetched
 */
export function init(source?: Source | Promise<Source>): Promise<void> {
  initialized ??= start(source).catch((error: unknown) => {
    initialized = undefined
    throw error
  })
  return initialized
}

/** True when the other functions can be called. */
export function isReady(): boolean {
  return compiled !== undefined || canCompile(platform)
}

/**
 * The instance to call now.
 *
 * @internal
 * @throws {CuecardError} with `code: 'not_initialized'` where `init` has to be awaited first
 */
export function currentInstance(): Instance {
  if (instance !== undefined && !instance.broken) return instance
  if (compiled === undefined && canCompile(platform)) compiled = platform.compile()
  if (compiled === undefined) {
    throw new CuecardError('not_initialized', 'cuecard is not loaded yet: await init() first')
  }
  const glue = makeGlue()
  glue.initSync({ module: compiled })
  instance = { glue, broken: false }
  return instance
}

/**
 * Calls the core and gives its errors as {@link CuecardError}. Whatever else is thrown (a panic, a trap, an
 * exhausted stack) leaves Rust half way through, and breaks the instance.
 *
 * @internal
 */
export function call<T>(target: Instance, use: (glue: Glue) => T): T {
  if (target.broken) throw new CuecardError('panic', 'the core was restarted while this was in use')
  try {
    return use(target.glue)
  } catch (error) {
    const known = fromCore(error)
    if (known !== undefined && known.code !== 'panic') throw known
    target.broken = true
    throw known ?? new CuecardError('panic', `the core failed: ${String(error)}`, { cause: error })
  }
}

async function start(source: Source | Promise<Source> | undefined): Promise<void> {
  if (platform === undefined || canCompile(platform)) {
    currentInstance()
    return
  }
  const module = await platform.load(await source)
  const glue = makeGlue()
  // Asynchronous, because some browsers refuse large modules to `new WebAssembly.Instance` on the main thread.
  await glue.default({ module_or_path: module })
  compiled = module
  instance = { glue, broken: false }
}

function canCompile(chosen: Platform | undefined): chosen is Extract<Platform, { compile(): unknown }> {
  return chosen !== undefined && 'compile' in chosen
}

/** The error that the shell crate made, as our class. */
function fromCore(error: unknown): CuecardError | undefined {
  if (!(error instanceof Error) || error.name !== 'CuecardError') return undefined
  const { code, offset, path } = error as Error & { code?: unknown; offset?: unknown; path?: unknown }
  if (typeof code !== 'string') return undefined
  return new CuecardError(code, error.message, {
    offset: typeof offset === 'number' ? offset : undefined,
    path: typeof path === 'string' ? path : undefined,
  })
}
