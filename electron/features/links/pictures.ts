import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CommandOutput } from '@shared/contract'
import { safeFileName } from '@shared/domain/file-names'
import { qrSvg } from '@shared/domain/qr'
import { Fault } from '../../platform/errors/fault'
import { qrPng } from '../../platform/images/qr-png'
import { textFor } from '../../platform/texts/texts'
import type { LinksService } from './service'
import type { StoredLink } from './rows'

export interface PictureWish {
  format: 'png' | 'svg'
  minWidth: number
}

/** The picture of a link as a file: a QR code of its text, or the code as WeChat drew it, which has one form only. */
export async function pictureFile(
  links: LinksService,
  id: string,
  wish: PictureWish,
  locale: 'zh-CN' | 'en',
): Promise<CommandOutput<'links.image'>> {
  const row = await links.require(id)
  const { practiceMark, tickets, filesDir, newId } = links.parts
  const { bytes, extension } = await pictureOf(links, row, wish)
  const mark = practiceMark ? `${textFor(locale, 'links.export.practiceMark')}-` : ''
  const path = join(filesDir, `${newId()}.${extension}`)
  await writeFile(path, bytes, { mode: 0o600 })
  const stem = safeFileName(`${mark}${row.path}-${row.query}`.replaceAll('/', '_'), { fallback: 'qr' })
  return tickets.offer({
    path,
    name: `${[...stem].slice(0, 60).join('')}.${extension}`,
    bytes: bytes.length,
    temporary: true,
    disposition: 'attachment',
  })
}

async function pictureOf(links: LinksService, row: StoredLink, wish: PictureWish) {
  if (row.imageHash === null) {
    return { bytes: drawQr(row.text, wish, links.parts.practiceMark), extension: wish.format }
  }
  const stored = await links.parts.repository.image(row.imageHash)
  if (!stored) throw new Fault('links.notFound')
  return { bytes: stored.bytes, extension: stored.format === 'jpeg' ? 'jpg' : 'png' }
}

function drawQr(text: string, { format, minWidth }: PictureWish, mark: boolean): Uint8Array {
  if (format === 'png') return qrPng(text, { level: 'M', minWidth, mark })
  const drawn = qrSvg(text, { level: 'M', size: minWidth, mark })
  if (!drawn.ok) throw new Fault('files.qrTooLong')
  return Buffer.from(drawn.svg, 'utf8')
}
