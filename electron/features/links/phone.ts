import { Fault } from '../../platform/errors/fault'
import type { LinksService } from './service'

/**
 * The page that shows what a phone would do with a link; of a code its picture is what is scanned.
 * @throws Fault `links.noPhone` in a live workspace
 */
export async function phonePage(links: LinksService, id: string, locale: 'zh-CN' | 'en'): Promise<{ url: string }> {
  const row = await links.require(id)
  const { phoneUrl, repository } = links.parts
  if (!phoneUrl) throw new Fault('links.noPhone')
  if (row.imageHash === null) return { url: await phoneUrl(row.text, locale) }
  const stored = await repository.image(row.imageHash)
  if (!stored) throw new Fault('links.notFound')
  return { url: await phoneUrl(stored.bytes, locale) }
}
