import { XMLParser } from 'fast-xml-parser'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseFlatXml, writeFlatXml } from './index'

const read = (text: string, root = 'xml') => {
  const parsed = parseFlatXml(text, { root })
  return parsed.ok ? Object.fromEntries(parsed.fields) : parsed.problem
}

const name = fc.stringMatching(/^[a-z_][a-z0-9_]{0,20}$/u).filter((text) => !['__proto__', 'constructor', 'prototype'].includes(text))
const xmlText = fc
  .string({ unit: fc.oneof(fc.constantFrom(']]>', '<![CDATA[', '<', '&', '\r', '\n', '</xml>', '&#0;', '"', '\u6d4b', '😀'), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 3 })), maxLength: 12 })
  .filter((text) => text.isWellFormed() && !/[^\t\n\r\u0020-\ud7ff\ud800-\udfff\ue000-\ufffd]/u.test(text) && !/<!(?:DOCTYPE|ENTITY)/iu.test(text))

describe('flat XML', () => {
  it('is read as WeChat writes it, every value as text', () => {
    const text = `<?xml version="1.0" encoding="UTF-8"?>
<xml>
  <return_code><![CDATA[SUCCESS]]></return_code>
  <out_trade_no>000123</out_trade_no>
  <total_fee>1.0</total_fee><attach/><body>a &amp; b &lt;c&gt; &#x4e2d;&#22269; &quot;&apos;</body>
  <note >x<![CDATA[ <y> ]]>z</note ></xml>\n`
    expect(read(text)).toEqual({ return_code: 'SUCCESS', out_trade_no: '000123', total_fee: '1.0', attach: '', body: 'a & b <c> 中国 "\'', note: 'x <y> z' })
    expect(read('<root><a>1</a></root>', 'root')).toEqual({ a: '1' })
    expect(read('\uFEFF<xml/>')).toEqual({})
  })

  it('comes back from what was written, whatever the values are; a published parser reads the same', () => {
    const published = new XMLParser({ parseTagValue: false, trimValues: false, processEntities: true })
    fc.assert(
      fc.property(fc.dictionary(name, xmlText, { maxKeys: 8 }), (fields) => {
        const written = writeFlatXml('xml', Object.entries(fields))
        expect(read(written)).toEqual({ ...fields })
        const plain = Object.entries(fields).filter(([, value]) => !value.includes('\r'))
        if (plain.length === 0) return
        const { xml } = published.parse(writeFlatXml('xml', plain)) as { xml: object }
        expect(xml).toEqual(Object.fromEntries(plain))
      }),
    )
  })

  it('a value cannot bring in a field of its own', () => {
    const body = ']]></body><total_fee>1</total_fee><body><![CDATA['
    expect(read(writeFlatXml('xml', [['body', body], ['total_fee', '900']]))).toEqual({ body, total_fee: '900' })
  })

  it('is not written with names or characters that XML does not have', () => {
    for (const bad of ['', 'a b', '<x>', 'é', '__proto__', '1a']) expect(() => writeFlatXml('xml', [[bad, 'x']])).toThrow(RangeError)
    for (const bad of ['\0', '\u0001', '\ud800', '\uffff']) expect(() => writeFlatXml('xml', [['a', bad]])).toThrow(RangeError)
  })

  const deep = `${'<a>'.repeat(20_000)}${'</a>'.repeat(20_000)}`
  const bomb = `<!DOCTYPE xml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><xml><x>&b;</x></xml>`
  it.each([
    ['an entity bomb', bomb, 'doctype'],
    ['an external entity', '<!DOCTYPE r SYSTEM "http://127.0.0.1/x"><xml><a>1</a></xml>', 'doctype'],
    ['a parameter entity in small letters', '<xml><a><!entity % x SYSTEM "file:///etc/passwd"></a></xml>', 'doctype'],
    ['a document type hidden in CDATA', '<xml><a><![CDATA[<!DOCTYPE x>]]></a></xml>', 'doctype'],
    ['a processing instruction in front', '<?xml-stylesheet href="x"?><xml/>', 'instruction'],
    ['a processing instruction inside', '<xml><?php x?></xml>', 'instruction'],
    ['one in a value', '<xml><a><?php x?></a></xml>', 'instruction'],
    ['a second declaration', '<?xml version="1.0"?><?xml version="1.0"?><xml/>', 'instruction'],
    ['another encoding', '<?xml version="1.0" encoding="UTF-7"?><xml/>', 'instruction'],
    ['another root', '<html><a>1</a></html>', 'root'],
    ['depth', `<xml>${deep.slice(0, 60_000)}`, 'tooDeep'],
    ['three levels', '<xml><a><b>1</b></a></xml>', 'tooDeep'],
    ['size', `<xml><a>${'x'.repeat(70_000)}</a></xml>`, 'tooLarge'],
    ['too many fields', `<xml>${Array.from({ length: 2_100 }, (_, n) => `<a${n}>1</a${n}>`).join('')}</xml>`, 'tooMany'],
    ['the same field twice', '<xml><total_fee>1</total_fee><total_fee>900</total_fee></xml>', 'duplicate'],
    ['the prototype', '<xml><__proto__>1</__proto__></xml>', 'name'],
    ['the constructor', '<xml><constructor>1</constructor></xml>', 'name'],
    ['an attribute', '<xml><a b="1">1</a></xml>', 'attribute'],
    ['an unknown entity', '<xml><a>&nbsp;</a></xml>', 'entity'],
    ['an entity without an end', '<xml><a>x & y</a></xml>', 'entity'],
    ['an entity from the prototype', '<xml><a>&constructor;</a></xml>', 'entity'],
    ['NUL', '<xml><a>\0</a></xml>', 'character'],
    ['NUL as a reference', '<xml><a>&#0;</a></xml>', 'character'],
    ['half a pair as a reference', '<xml><a>&#xD800;</a></xml>', 'character'],
    ['an end tag of another field', '<xml><a>1</b></xml>', 'syntax'],
    ['no end', '<xml><a>1', 'syntax'],
    ['text beside the fields', '<xml>x<a>1</a></xml>', 'syntax'],
    ['a second document', '<xml/><xml/>', 'syntax'],
    ['a comment', '<xml><a><!-- x -->1</a></xml>', 'syntax'],
    ['nothing', '', 'syntax'],
    ['JSON', '{"a":1}', 'syntax'],
  ])('%s is refused', (_what, text, problem) => {
    expect(read(text)).toBe(problem)
  })

  it('of any kind is read or refused quickly, and never throws', () => {
    const pieces = fc.array(fc.constantFrom('<xml>', '</xml>', '<a>', '</a>', '<![CDATA[', ']]>', '&', '&amp;', '<?', '<!', ' ', 'x', '>', '/'), { maxLength: 30 })
    fc.assert(fc.property(pieces, (parts) => void parseFlatXml(parts.join(''))))
    expect(parseFlatXml(`<xml><a>${'&'.repeat(60_000)}</a></xml>`)).toEqual({ ok: false, problem: 'entity' })
  })
})
