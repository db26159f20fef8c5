/** Lorebook files in the card view: what they show, and what is saved of them. */

import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { Visit, openBrowser } from '../support/browser.js'
import { heading } from '../support/card-view.js'
import { salt } from '../support/cards.js'
import { pick, saved } from '../support/files.js'

let browser: Browser

beforeAll(async () => {
  browser = await openBrowser()
})

afterAll(() => browser.close())

/** A world of SillyTavern with an entry and one that is switched off. */
const WORLD = {
  entries: {
    0: { uid: 0, key: ['salt'], keysecondary: [], comment: 'Salt', content: salt.content, order: 100, position: 0 },
    1: { uid: 1, key: ['fog'], keysecondary: [], comment: 'Fog', content: 'A horn for it.', disable: true, order: 90 },
  },
}

describe('a lorebook that is opened', () => {
  test('shows its entries, and says that it is one', async () => {
    const visit = await Visit.begin(browser, '/#card')
    const { page } = visit
    await pick(page, 'The coast.json', JSON.stringify(WORLD))
    await heading(page, 'The coast').waitFor()
    const about = page.getByRole('region', { name: 'Lorebook file' })
    expect(await about.getByText('World of SillyTavern', { exact: true }).first().isVisible()).toBe(true)
    expect(await about.getByText('2 entries', { exact: true }).isVisible()).toBe(true)
    const entries = page.getByRole('region', { name: 'Lorebook', exact: true }).getByRole('listitem')
    expect(await entries.filter({ hasText: salt.content }).innerText()).toMatch(/^Salt\s+salt\s/)
    expect(await entries.filter({ hasText: 'A horn for it.' }).innerText()).toMatch(/^Fog\s+off\s/)
    await visit.end()
  })

  test.for([
    ['Lorebook, version 3', 'Lorebook of version 3', 'The coast.lorebook.json'],
    ['World of SillyTavern', 'World of SillyTavern', 'The coast.world.json'],
    ['Book of version 2', 'Book of a card', 'The coast.book.json'],
  ] as const)('becomes another one: %s', async ([kind, format, file]) => {
    const visit = await Visit.begin(browser, '/#card')
    const { page } = visit
    await pick(page, 'The coast.json', JSON.stringify(WORLD))
    await heading(page, 'The coast').waitFor()
    await page.getByRole('radio', { name: kind, exact: true }).check()
    const { name, bytes } = await saved(page, page.getByRole('button', { name: `Save ${file}` }))
    expect(name).toBe(file)
    await pick(page, `again ${name}`, bytes)
    await heading(page, 'again The coast').waitFor()
    expect(await page.getByRole('definition').filter({ hasText: format }).count()).toBe(1)
    const entries = page.getByRole('region', { name: 'Lorebook', exact: true }).getByRole('listitem')
    expect(await entries.filter({ hasText: salt.content }).count()).toBe(1)
    expect(await entries.filter({ hasText: 'A horn for it.' }).innerText()).toContain('off')
    await visit.end()
  })

  test.for([
    ['alone', (yaml: string) => yaml],
    ['as front matter', (yaml: string) => `---\n${yaml}---\n# Notes of the coast\n`],
  ] as const)('may be YAML, %s, and is saved as JSON', async ([, make]) => {
    const visit = await Visit.begin(browser, '/#card')
    const { page } = visit
    await pick(page, 'The coast.yaml', make(`entries:\n- keys: [salt]\n  content: ${salt.content}\n`))
    await heading(page, 'The coast').waitFor()
    const { name, bytes } = await saved(page, page.getByRole('button', { name: 'Save The coast.lorebook.json' }))
    expect(name).toBe('The coast.lorebook.json')
    expect(JSON.parse(bytes.toString())).toMatchObject({ data: { entries: [{ keys: ['salt'], content: salt.content }] } })
    await visit.end()
  })

  test('says what version 2 has no place for', async () => {
    const visit = await Visit.begin(browser, '/#card')
    const { page } = visit
    const entries = [{ ...salt, id: 'first', use_regex: true }, { ...salt, id: 7 }]
    await pick(page, 'The coast.json', JSON.stringify({ entries }))
    await page.getByRole('radio', { name: 'World of SillyTavern', exact: true }).check()
    const save = page.getByRole('region', { name: 'Save as' })
    await save.getByText('Nothing is left out.').waitFor()
    await page.getByRole('radio', { name: 'Book of version 2', exact: true }).check()
    expect(await save.getByRole('listitem').allInnerTexts()).toEqual([
      'names of lore entries that are no numbers',
      'that the keys of 1 entry are patterns',
    ])
    await visit.end()
  })
})
