/** Files on their way into the page and out of it. */

import { readFile } from 'node:fs/promises'

import type { Locator, Page } from 'playwright-core'

/** Picks a file, as with the button for that. */
export async function pick(page: Page, name: string, bytes: Uint8Array | string): Promise<void> {
  const buffer = Buffer.from(bytes)
  await page.locator('input[type=file]').first().setInputFiles({ name, mimeType: '', buffer })
}

/** Drops a file on the page, as from a folder. */
export async function drop(page: Page, name: string, type: string, bytes: Uint8Array): Promise<void> {
  const file = { name, type, base64: Buffer.from(bytes).toString('base64') }
  const dataTransfer = await page.evaluateHandle(({ name, type, base64 }) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
    const transfer = new DataTransfer()
    transfer.items.add(new File([bytes], name, { type }))
    return transfer
  }, file)
  for (const event of ['dragenter', 'dragover', 'drop']) await page.dispatchEvent('main', event, { dataTransfer })
}

/** Presses a button that saves a file. */
export async function saved(page: Page, button: Locator): Promise<{ name: string; bytes: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent('download'), button.click()])
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) }
}

/** A picture of one colour, as the browser writes it. */
export async function drawn(
  page: Page,
  type: 'image/jpeg' | 'image/png' | 'image/webp',
  [width, height]: readonly [number, number],
  color = 'teal',
): Promise<Buffer> {
  const url = await page.evaluate(
    ({ color, height, type, width }) => {
      const canvas = Object.assign(document.createElement('canvas'), { width, height })
      const context = canvas.getContext('2d', { alpha: false })
      if (context === null) throw new Error('this browser draws nothing')
      context.fillStyle = color
      context.fillRect(0, 0, width, height)
      return canvas.toDataURL(type)
    },
    { color, height, type, width },
  )
  return Buffer.from(url.slice(url.indexOf(',') + 1), 'base64')
}
