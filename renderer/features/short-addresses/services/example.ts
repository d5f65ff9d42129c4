import type { TemplateValues } from '@shared/domain/short-addresses'

/** What stands in the preview of a request: a plain scheme, which is what these services are for. */
export const exampleValues: TemplateValues = {
  link: 'weixin://dl/business/?appid=wx00a1b2c3d4e5f601&path=pages/index/index&query=from%3Dsms',
  title: 'MiniDesk',
  campaign: 'test',
}
