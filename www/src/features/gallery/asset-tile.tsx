/** One file of a card: a thumbnail where it is a picture, what it is, and a way to save it. */

import type { Asset } from 'cuecard'
import { readAsset } from 'cuecard'
import { useEffect, useRef, useState } from 'react'
import type { ReactNode } from 'react'

import { explain } from '../../explain'
import { blobOf, download, fileName } from '../../ui/download'
import { fileSize } from '../../ui/file-size'
import { DownloadIcon, FileIcon } from '../../ui/icons'
import { useObjectUrl } from '../../ui/use-object-url'
import { useSeen } from '../../ui/use-seen'
import type { OpenCard } from '../card/card'
import { labelOf, sizeOf } from './assets'
import { rasterOf } from './raster'
import type { Raster } from './raster'

/** Larger pictures get no thumbnail: unpacked they take ten times as much. */
const THUMBNAIL_BYTES = 24_000_000

/** What is known of the bytes. */
type Content =
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'file' }
  | { readonly kind: 'picture'; readonly blob: Blob; readonly raster: Raster }
  | { readonly kind: 'unread' }

interface AssetTileProps {
  card: OpenCard
  asset: Asset
}

export function AssetTile({ card, asset }: AssetTileProps): ReactNode {
  const item = useRef<HTMLLIElement>(null)
  const isSeen = useSeen(item)
  const size = sizeOf(asset, card.bytes.length)
  const [content, setContent] = useState<Content>({ kind: 'unread' })
  useEffect(() => {
    if (isSeen && size <= THUMBNAIL_BYTES) setContent(contentOf(card, asset))
  }, [isSeen, size, card, asset])
  const url = useObjectUrl(content.kind === 'picture' ? content.blob : null)
  const ext = content.kind === 'picture' ? content.raster.ext : asset.ext
  const label = labelOf(asset)
  const save = (): void => {
    try {
      const bytes = readAsset(card.bytes, asset)
      download(bytes, fileName(label, rasterOf(bytes)?.ext ?? known(asset.ext)))
    } catch (error) {
      setContent({ kind: 'failed', error })
    }
  }
  return (
    <li ref={item} className="asset">
      <div className="asset-frame">
        {url === null ? (
          <FileIcon />
        ) : (
          <img src={url} alt="" decoding="async" onError={() => setContent({ kind: 'file' })} />
        )}
        <button type="button" className="button button-square asset-save" aria-label={`Save ${label}`} onClick={save}>
          <DownloadIcon />
        </button>
      </div>
      <p className="asset-name" title={label}>
        {label}
      </p>
      <p className="asset-facts">
        {content.kind === 'failed'
          ? explain(content.error).title
          : `${known(ext).toUpperCase()} ${fileSize(size)}`.trim()}
      </p>
    </li>
  )
}

function contentOf({ bytes }: OpenCard, asset: Asset): Content {
  try {
    const content = readAsset(bytes, asset)
    const raster = rasterOf(content)
    return raster === null ? { kind: 'file' } : { kind: 'picture', raster, blob: blobOf(content, raster.type) }
  } catch (error) {
    return { kind: 'failed', error }
  }
}

/** Cards say `unknown` where they do not know. */
function known(ext: string): string {
  return ext === 'unknown' ? '' : ext
}
