/** A visit to the page in Chromium, which notes everything that should not happen on one. */

import { existsSync } from 'node:fs'

import { chromium } from 'playwright-core'
import type { Browser, BrowserContextOptions, ConsoleMessage, Page, Request, Response } from 'playwright-core'
import { expect, inject } from 'vitest'

const CHROMIUM = process.env.CHROME_PATH ?? '/usr/bin/chromium'

const FLAGS = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export async function openBrowser(): Promise<Browser> {
  if (!existsSync(CHROMIUM)) throw new Error(`no Chromium at ${CHROMIUM}; set CHROME_PATH to where it is`)
  return chromium.launch({ executablePath: CHROMIUM, args: FLAGS })
}

/** One visitor with storage of their own. */
export class Visit {
  readonly page: Page
  /** Requests that were sent, as `METHOD /path`. */
  readonly requests: string[] = []
  readonly #problems: string[] = []

  private constructor(page: Page) {
    this.page = page
    page.on('console', (message: ConsoleMessage) => {
      if (['error', 'warning'].includes(message.type())) this.#problems.push(`console: ${message.text()}`)
    })
    page.on('pageerror', (error: Error) => this.#problems.push(`error: ${error.message}`))
    page.on('request', (request: Request) => this.#note(request))
    page.on('response', (response: Response) => {
      if (response.status() >= 400) this.#problems.push(`${response.status()} for ${response.url()}`)
    })
  }

  /** Opens the page and waits for its first word. */
  static async begin(browser: Browser, path = '/', options: BrowserContextOptions = {}): Promise<Visit> {
    const context = await browser.newContext({ baseURL: inject('worker'), locale: 'en-GB', ...options })
    const visit = new Visit(await context.newPage())
    // Written to the console, where the visit hears of it.
    await visit.page.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile }) => {
        console.error(`policy: ${violatedDirective} forbids ${blockedURI} in ${sourceFile}`)
      })
    })
    await visit.page.goto(path)
    await visit.page.getByRole('main').waitFor()
    return visit
  }

  /** Ends the visit, on which nothing may have gone wrong but what was provoked. */
  async end(provoked?: RegExp): Promise<void> {
    await this.page.context().close()
    expect(this.#problems.filter((problem) => provoked?.test(problem) !== true)).toEqual([])
  }

  #note(request: Request): void {
    const { origin, pathname, protocol } = new URL(request.url())
    if (protocol === 'blob:' || protocol === 'data:') return
    this.requests.push(`${request.method()} ${pathname}`)
    if (origin !== new URL(inject('worker')).origin) this.#problems.push(`a request to ${request.url()}`)
  }
}
