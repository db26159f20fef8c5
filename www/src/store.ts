/** One value that lives outside React, and the hook that follows it. */

import { useSyncExternalStore } from 'react'

/** Anything that React can follow: a value, and a call on each change of it. */
export interface Readable<T> {
  get(): T
  subscribe(listener: () => void): () => void
}

/** A {@link Readable} that can be set. */
export interface Store<T> extends Readable<T> {
  set(value: T): void
}

/** Makes a store; listeners hear of a value only if it is another one. */
export function createStore<T>(initial: T): Store<T> {
  let value = initial
  const listeners = new Set<() => void>()
  return {
    get: () => value,
    set(next) {
      if (Object.is(next, value)) return
      value = next
      for (const listener of listeners) listener()
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** The current value, and a new render whenever it changes. */
export function useStore<T>(store: Readable<T>): T {
  return useSyncExternalStore(store.subscribe, store.get)
}

/** What `select` makes of the value, and a new render only when that changes. It has to be a primitive. */
export function useSelected<T, S extends boolean | string>(store: Readable<T>, select: (value: T) => S): S {
  return useSyncExternalStore(store.subscribe, () => select(store.get()))
}
