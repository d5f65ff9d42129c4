/** The XML of APIv2 as the stand-in reads and writes it, with a published parser and nothing of our client's. */
import { XMLParser, XMLValidator } from 'fast-xml-parser'

const parser = new XMLParser({ parseTagValue: false, trimValues: false, processEntities: true, ignoreDeclaration: true, ignoreAttributes: false })

/** The fields under `<xml>`; `undefined` where it is none, nested, doubled or has a document type. */
export function readXml(body: Buffer): Record<string, string> | undefined {
  const text = body.toString('utf8')
  if (text.length > 64 * 1024 || /<!(?:DOCTYPE|ENTITY)/iu.test(text) || XMLValidator.validate(text) !== true) return undefined
  const document = parser.parse(text) as Record<string, unknown>
  const { xml } = document
  if (typeof xml !== 'object' || xml === null || Object.keys(document).length !== 1) return undefined
  const entries = Object.entries(xml as Record<string, unknown>).filter(([name]) => name !== '#text')
  const plain = entries.every((entry): entry is [string, string] => typeof entry[1] === 'string')
  return plain ? Object.fromEntries(entries) : undefined
}

export type Fields = [name: string, value: string][]

/** Numbers as they are, everything else in CDATA, as WeChat answers. */
export function writeXml(fields: Fields, root = 'xml'): string {
  const lines = fields.map(([name, value]) => `<${name}>${/^\d{1,9}$/u.test(value) ? value : `<![CDATA[${value.split(']]>').join(']]]]><![CDATA[>')}]]>`}</${name}>`)
  return [`<${root}>`, ...lines, `</${root}>`].join('\n')
}
