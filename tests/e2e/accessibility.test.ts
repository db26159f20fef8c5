/** Both views for everybody: rules that a program can check, narrow screens, and the keyboard. */

import axe from 'axe-core'
import type { AxeResults } from 'axe-core'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { newUser } from '../support/accounts.js'
import { Visit, openBrowser } from '../support/browser.js'
import { keeper } from '../support/cards.js'
import { drawn, pick } from '../support/files.js'
import { archive } from '../support/zip.js'

let browser: Browser

beforeAll(async () => {
  browser = await openBrowser()
})

afterAll(() => browser.close())

/** What breaks a rule of WCAG 2.2 AA. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  const results = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(options: object): Promise<AxeResults> } }
    return axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })
  })
  return results.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`))
}

/** A card with long names, files of each kind and things that are odd. */
async function richCard(page: Page): Promise<Uint8Array> {
  const card = keeper('Ada Lightfoot')
  const long = 'a-name-without-any-place-to-break-it'.repeat(4)
  const asset = (type: string, name: string, uri: string) => ({ type, name, uri, ext: 'png' })
  const assets = [
    asset('icon', 'main', 'embeded://icon.png'),
    asset('emotion', long, 'embeded://joy.png'),
    asset('emotion', 'lost', 'embeded://lost.png'),
    asset('background', 'sunset', `https://pictures.example/${long}.png`),
    asset('x-risu-asset', 'theme', 'embeded://theme.mp3'),
  ]
  const data = { ...card.data, assets, tags: 'night, sea', nickname: long, group_only_greetings: ['All of you!'] }
  return archive({
    'card.json': { ...card, data },
    'icon.png': await drawn(page, 'image/png', [60, 90]),
    'joy.png': await drawn(page, 'image/png', [30, 30], 'gold'),
    'theme.mp3': new Uint8Array(1234),
  })
}

const isAsWideAsTheScreen = (page: Page): Promise<boolean> =>
  page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth)

const SCREENS: [name: string, options: BrowserContextOptions][] = [
  ['light and wide', { colorScheme: 'light', viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' }],
  ['dark and narrow', { colorScheme: 'dark', viewport: { width: 360, height: 740 }, reducedMotion: 'reduce' }],
]

describe.for(SCREENS)('on a screen that is %s', ([, options]) => {
  test('a chat breaks no rule', async () => {
    const visit = await Visit.begin(browser, '/', options)
    const { page } = visit
    await page.getByLabel('You are').fill(newUser())
    await page.getByLabel('You are').press('Enter')
    await page.getByRole('list', { name: 'Suggestions' }).getByRole('button').first().click()
    await page.getByText(/5 credits, \d+ left/).click()
    expect(await violations(page)).toEqual([])
    expect(await isAsWideAsTheScreen(page)).toBe(true)
    await page.getByRole('button', { name: 'Show prompt' }).click()
    await page.getByRole('dialog').getByText('Fingerprint').waitFor()
    expect(await violations(page)).toEqual([])
    await visit.end()
  })

  test('a card breaks no rule', async () => {
    const visit = await Visit.begin(browser, '/#card', options)
    const { page } = visit
    await page.getByRole('button', { name: 'Open an example' }).waitFor()
    expect(await violations(page)).toEqual([])
    await page.getByRole('button', { name: 'Open an example' }).click()
    await page.getByRole('heading', { level: 1, name: 'Nan Kett' }).waitFor()
    expect(await violations(page)).toEqual([])
    expect(await isAsWideAsTheScreen(page)).toBe(true)
    await visit.end()
  })

  test('the files of a card and the ways to save it break no rule', async () => {
    const visit = await Visit.begin(browser, '/#card', options)
    const { page } = visit
    await pick(page, 'ada.charx', await richCard(page))
    const emotions = page.getByRole('list', { name: 'Emotions', exact: true })
    await emotions.scrollIntoViewIfNeeded()
    await emotions.locator('img').waitFor()
    expect(await violations(page)).toEqual([])
    expect(await isAsWideAsTheScreen(page)).toBe(true)
    await page.getByRole('button', { name: 'Save as' }).click()
    for (const kind of ['PNG picture', 'JSON, version 1', 'World of SillyTavern']) {
      await page.getByRole('radio', { name: kind, exact: true }).check()
      expect(await violations(page), kind).toEqual([])
    }
    expect(await isAsWideAsTheScreen(page)).toBe(true)
    await visit.end()
  })

  test('a lorebook and a file that is none break no rule', async () => {
    const visit = await Visit.begin(browser, '/#card', options)
    const { page } = visit
    const book = keeper('Ada').data.character_book
    await pick(page, 'The log.json', JSON.stringify({ spec: 'lorebook_v3', data: book }))
    await page.getByRole('radio', { name: 'World of SillyTavern' }).check()
    expect(await violations(page)).toEqual([])
    expect(await isAsWideAsTheScreen(page)).toBe(true)
    await pick(page, 'notes.txt', 'a lighthouse')
    await page.getByRole('alert').waitFor()
    expect(await violations(page)).toEqual([])
    await visit.end()
  })
})

test('the keyboard alone is enough to ask', async () => {
  const visit = await Visit.begin(browser)
  const { page } = visit
  await page.getByRole('navigation', { name: 'Characters' }).getByRole('button', { name: 'Arieol' }).waitFor()
  const focused = () => page.evaluate(() => document.activeElement?.id ?? '')
  // As many stops as a patient person makes.
  for (let stops = 0; stops < 60 && (await focused()) !== 'question'; stops += 1) await page.keyboard.press('Tab')
  expect(await focused()).toBe('question')
  await page.keyboard.type('Who are you?')
  await page.keyboard.press('Enter')
  await page.getByRole('status').filter({ hasText: 'Answer complete' }).waitFor({ state: 'attached' })
  expect(await focused()).toBe('question')
  await visit.end()
})
