/** The error that a call throws, for tests that look at its fields. */

import { CuecardError } from 'cuecard'

export function thrown(call: () => unknown): CuecardError {
  try {
    call()
  } catch (error) {
    if (error instanceof CuecardError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

export async function rejected(promise: Promise<unknown>): Promise<CuecardError> {
  const outcome = await promise.then(
    () => new Error('nothing was thrown'),
    (error: unknown) => error,
  )
  if (outcome instanceof CuecardError) return outcome
  throw outcome
}
