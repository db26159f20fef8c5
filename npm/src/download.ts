/** Gets the binary in a browser, from wherever it is. */

import { CuecardError } from './errors.js'
import type { Source } from './wasm.js'

/** The binary, compiled. */
export async function download(source: Source): Promise<WebAssembly.Module> {
  if (source instanceof WebAssembly.Module) return source
  if (typeof source === 'string' || source instanceof URL) return compileResponse(await fetchBinary(source))
  if (source instanceof Response) return compileResponse(source)
  return WebAssembly.compile(source)
}

async function fetchBinary(url: URL | string): Promise<Response> {
  try {
    return await fetch(url)
  } catch (error) {
    throw new CuecardError('fetch_failed', `could not fetch ${String(url)}`, { cause: error })
  }
}

async function compileResponse(response: Response): Promise<WebAssembly.Module> {
  const { ok, status, url } = response
  if (!ok) throw new CuecardError('fetch_failed', `${url} was answered with ${status}`, { status })
  // Compiling while it downloads needs the right media type, which not every server sends.
  if (response.headers.get('content-type') === 'application/wasm') return WebAssembly.compileStreaming(response)
  return WebAssembly.compile(await response.arrayBuffer())
}
