import { isFieldName, isXmlCharacter } from './names'

/**
 * One level of fields under a root, the form of WeChat Pay APIv2. A value can break out of its element in no way: it
 * stands in CDATA, which is split where the value holds its end mark.
 * @throws RangeError for a name that is none, or a value with a character that XML does not have
 */
export function writeFlatXml(root: string, fields: Iterable<readonly [name: string, value: string]>): string {
  if (!isFieldName(root)) throw new RangeError('no name of an XML element')
  let text = `<${root}>`
  for (const [name, value] of fields) {
    if (!isFieldName(name)) throw new RangeError('no name of an XML element')
    text += `<${name}>${written(value)}</${name}>`
  }
  return `${text}</${root}>`
}

function written(value: string): string {
  for (const character of value) if (!isXmlCharacter(character.codePointAt(0) ?? 0)) throw new RangeError('no XML character')
  // Outside CDATA, because a reader takes a carriage return as it stands for a line feed.
  return value.split('\r').map(inCdata).join('&#13;')
}

function inCdata(value: string): string {
  return value === '' ? '' : `<![CDATA[${value.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`
}
