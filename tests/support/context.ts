/** What a project's set-up gives to its tests. */

declare module 'vitest' {
  export interface ProvidedContext {
    /** The folder of `prepare`. */
    folder: string
    /** Address of the Worker. */
    worker: string
    /** File of everything that the Worker printed. */
    log: string
    /** Address of the fake provider. */
    upstream: string
  }
}

/** The variables of a deployment for development. */
export const OPEN = { AUTH: 'open', ENVIRONMENT: 'development' }

/** How long the Worker waits for the fake provider: for the first word, and for the next. */
export const PATIENCE_MS = 1_500
