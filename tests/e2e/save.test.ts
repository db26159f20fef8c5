/** What is saved of a card in the card view. */

import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { Visit, openBrowser } from '../support/browser.js'
import { NAME, SIZE, YAML, cardWithAssets, facts, flat, heading, pictureOf, webp } from '../support/card-view.js'
import { keeper, salt } from '../support/cards.js'
import { pick, saved } from '../support/files.js'
import { cardPng } from '../support/png.js'

let browser: Browser

beforeAll(async () => {
  browser = await openBrowser()
})

afterAll(() => browser.close())

const saveDialog = (page: Page): Locator => page.getByRole('dialog', { name: 'Save as' })

/** Opens the dialog and chooses a kind of file. */
async function choose(page: Page, kind: string): Promise<Locator> {
  await page.getByRole('button', { name: 'Save as' }).click()
  await saveDialog(page).getByRole('radio', { name: kind, exact: true }).check()
  return saveDialog(page)
}

/** Saves the open card and opens what was saved. */
async function saveAndOpen(page: Page, kind: string): Promise<string> {
  const dialog = await choose(page, kind)
  const { name, bytes } = await saved(page, dialog.getByRole('button', { name: /^Save / }))
  await dialog.getByText(/^Saved, /).waitFor()
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  await pick(page, name, bytes)
  return name
}

describe('a card that is saved', () => {
  const KINDS: [kind: string, file: string, format: string][] = [
    ['PNG picture', `${NAME}.png`, 'PNG, card of version 3'],
    ['PNG picture, version 2', `${NAME}.png`, 'PNG, card of version 2'],
    ['CHARX archive', `${NAME}.charx`, 'CHARX archive, card of version 3'],
    ['JSON, version 3', `${NAME}.json`, 'JSON, card of version 3'],
    ['JSON, version 2', `${NAME}.json`, 'JSON, card of version 2'],
    ['JSON, version 1', `${NAME}.json`, 'JSON, card of version 1'],
  ]

  test.for(KINDS)('can be opened again: %s', async ([kind, file, format]) => {
    const visit = await Visit.begin(browser, '/#card')
    const { page } = visit
    await pick(page, 'ada.webp', await webp(page))
    await heading(page, NAME).waitFor()
    expect(await saveAndOpen(page, kind)).toBe(file)
    await facts(page).getByText(format, { exact: true }).waitFor()
    await heading(page, NAME).waitFor()
    const isPicture = !kind.startsWith('JSON')
    expect(await facts(page).getByRole('img').count()).toBe(isPicture ? 1 : 0)
    if (isPicture) expect(await pictureOf(page)).toEqual([...SIZE])
    await facts(page).getByText('Description', { exact: true }).click()
    expect(await facts(page).getByText(keeper(NAME).data.description).isVisible()).toBe(true)
    await visit.end()
  })

  test('keeps the bytes of its PNG', async () => {
    const visit = await Visit.begin(browser, '/#card')
    const { page } = visit
    await pick(page, 'ada.png', cardPng(keeper(NAME)))
    await heading(page, NAME).waitFor()
    await saveAndOpen(page, 'PNG picture')
    await facts(page).getByText('ccv3').waitFor()
    expect(await pictureOf(page)).toEqual([1, 1])
    await visit.end()
  })

  test('gets a picture of its initials where it has none', async () => {
    const visit = await Visit.begin(browser, '/#card')
    const { page } = visit
    await pick(page, 'ada.yaml', YAML)
    await heading(page, NAME).waitFor()
    const dialog = await choose(page, 'PNG picture')
    await dialog.getByText('It has no picture, so it gets one with its initials.').waitFor()
    await page.keyboard.press('Escape')
    await saveAndOpen(page, 'PNG picture')
    await facts(page).getByText('PNG, card of version 3').waitFor()
    expect(await pictureOf(page)).toEqual([400, 600])
    await visit.end()
  })

  test('is told before what a version leaves out', async () => {
    const visit = await Visit.begin(browser, '/#card')
    const { page } = visit
    const card = keeper(NAME)
    const book = { ...card.data.character_book, entries: [{ ...salt, content: '@@depth 2\nSalt.', use_regex: true }] }
    const data = { ...card.data, nickname: 'Addie', group_only_greetings: ['All of you!'], character_book: book }
    await pick(page, 'ada.json', JSON.stringify({ ...card, data }))
    await heading(page, NAME).waitFor()
    const dialog = await choose(page, 'JSON, version 3')
    await dialog.getByText('Nothing is left out.').first().waitFor()
    const listed = async (kind: string): Promise<string[]> => {
      await dialog.getByRole('radio', { name: kind, exact: true }).check()
      return dialog.getByRole('listitem').allInnerTexts()
    }
    expect(await listed('JSON, version 2')).toEqual([
      'the decorators of lore entries, the lines that begin with @@',
      'the nickname “Addie”',
      '1 greeting for groups',
      'that the keys of 1 entry are patterns',
    ])
    expect(await dialog.getByText('4 things are left out.').isVisible()).toBe(true)
    expect(await listed('JSON, version 1')).toEqual([
      'the nickname “Addie”',
      'data of other programs: some/program',
      'the field “unknown_field”',
    ])
    await visit.end()
  })

  test('is told what of its archive is left out', async () => {
    const visit = await Visit.begin(browser, '/#card')
    const { page } = visit
    await pick(page, 'ada.charx', (await cardWithAssets(page)).file)
    await heading(page, NAME).waitFor()
    const dialog = await choose(page, 'JSON, version 3')
    await dialog.getByText('the 3 embedded pictures and files').waitFor()
    await dialog.getByRole('radio', { name: 'PNG picture', exact: true }).check()
    await dialog.getByText('Nothing is left out.').first().waitFor()
    await visit.end()
  })

  test('has a name that every file system takes', async () => {
    const visit = await Visit.begin(browser, '/#card')
    const { page } = visit
    const name = '../Ada: "灯台"?\u202e*'
    await pick(page, 'ada.json', JSON.stringify(flat(name)))
    await page.getByRole('heading', { level: 1 }).filter({ hasText: '灯台' }).waitFor()
    const dialog = await choose(page, 'JSON, version 3')
    expect((await saved(page, dialog.getByRole('button', { name: /^Save / }))).name).toBe('Ada 灯台.json')
    await visit.end()
  })

  test('is saved by the keyboard alone', async () => {
    const visit = await Visit.begin(browser, '/#card')
    const { page } = visit
    await pick(page, 'ada.json', JSON.stringify(keeper(NAME)))
    const button = page.getByRole('button', { name: 'Save as' })
    await button.focus()
    await page.keyboard.press('Enter')
    const dialog = saveDialog(page)
    const isChecked = (kind: string) => dialog.getByRole('radio', { name: kind, exact: true }).isChecked()
    const focusedRole = () => page.evaluate(() => (document.activeElement as HTMLInputElement | null)?.type ?? '')
    for (let stops = 0; stops < 5 && (await focusedRole()) !== 'radio'; stops += 1) await page.keyboard.press('Tab')
    expect(await isChecked('PNG picture')).toBe(true)
    for (let step = 0; step < 6; step += 1) await page.keyboard.press('ArrowDown')
    expect(await isChecked('Lorebook, version 3')).toBe(true)
    await page.keyboard.press('Tab')
    const download = page.waitForEvent('download')
    await page.keyboard.press('Enter')
    expect((await download).suggestedFilename()).toBe('The log.lorebook.json')
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    expect(await button.evaluate((element) => element === document.activeElement)).toBe(true)
    await visit.end()
  })
})
