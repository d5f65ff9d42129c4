import { describe, expect, it } from 'vitest'
import { suggestMapping } from '../cells'
import { fieldsOf, geoBatchSynonyms, planAddress, stripPersonal, unknownTemplateFields } from './index'

const plan = { template: '', country: '', stripPersonal: true }
const addressOf = (fields: Parameters<typeof planAddress>[0], changes: Partial<typeof plan> = {}) => planAddress(fields, { ...plan, ...changes })

describe('what is asked for a row', () => {
  it('is the address as it stands, without emoji, control characters and the blanks around them', () => {
    const cells = ['  🏨 上海市\u0000黄浦区\u200B 中山东一路20号 👨‍👩‍👧 🇨🇳\r\n ']
    expect(addressOf(fieldsOf(cells, ['地址'], { address: '地址' })).address).toBe('上海市 黄浦区 中山东一路20号')
  })

  it.each([
    ['ถนนพระราม 1 แขวงปทุมวัน กรุงเทพ 10330', 'ถนนพระราม 1 แขวงปทุมวัน กรุงเทพ 10330'],
    ['서울특별시 중구 세종대로 110', '서울특별시 중구 세종대로 110'],
    ['شارع التحرير ١٢، القاهرة', 'شارع التحرير ١٢، القاهرة'],
    ['𠮷野家 渋谷店\uD800', '𠮷野家 渋谷店'],
  ])('keeps foreign scripts: %s', (cell, address) => {
    expect(addressOf(fieldsOf([cell], ['a'], { address: 'a' })).address).toBe(address)
  })

  it('puts parts together in the order of their script, or by the template, and empty parts leave nothing behind', () => {
    expect(addressOf({ city: '杭州市', street: '北山街', houseNumber: '37号', state: '浙江省' }).address).toBe('浙江省杭州市北山街37号')
    expect(addressOf({ street: 'Main St', houseNumber: '12', city: 'Springfield', postalCode: '62701' }).address).toBe('12 Main St, Springfield, 62701')
    expect(addressOf({ city: 'Berlin' }, { template: '{street}, {city} {postalCode}' }).address).toBe('Berlin')
    expect(unknownTemplateFields('{street} {plz}')).toEqual(['plz'])
  })

  it('takes the country of the row before that of the plan, by code or by name', () => {
    expect(addressOf({ address: 'Sukhumvit 1', country: '泰国' }, { country: 'DEU' }).country).toBe('THA')
    expect(addressOf({ address: 'x', country: 'United Kingdom' }).country).toBe('GBR')
    expect(addressOf({ address: 'x', country: 'jpn' }).country).toBe('JPN')
    expect(addressOf({ address: 'x' }, { country: 'de' }).country).toBe('DEU')
    expect(addressOf({ address: 'Main St 1', country: 'Freedonia' })).toEqual({ address: 'Main St 1, Freedonia', country: '' })
  })

  it.each([[{}], [{ address: ' , ， ' }], [{ address: '☎️ 13800138000' }]])('is empty: %o', (fields) => {
    expect(addressOf(fields).problem).toEqual({ code: 'empty' })
  })

  it('is empty where the address is, although the row has a name; a sheet of names alone is asked by them', () => {
    const headers = ['酒店', '地址']
    expect(addressOf(fieldsOf(['和平饭店', ''], headers, { name: '酒店', address: '地址' })).problem).toEqual({ code: 'empty' })
    expect(addressOf(fieldsOf(['和平饭店', ''], headers, { name: '酒店' })).address).toBe('和平饭店')
  })

  it('takes 2,000 characters and refuses one more', () => {
    expect(addressOf({ address: '路'.repeat(2000) }).problem).toBeUndefined()
    expect(addressOf({ address: '路'.repeat(2001) }).problem).toEqual({ code: 'tooLong', params: { length: 2001, limit: 2000 } })
  })
})

describe('telephone numbers and names in brackets', () => {
  it.each([
    ['上海市南京东路100号 13800138000', '上海市南京东路100号'],
    ['上海市南京东路100号（张三收）电话：021-62345678', '上海市南京东路100号'],
    ['杭州市北山街37号(李女士 +86 138 0013 8000)', '杭州市北山街37号'],
    ['1-1-2 Oshiage, Sumida, Tokyo 03-5302-3470', '1-1-2 Oshiage, Sumida, Tokyo'],
    ['350 Fifth Ave, New York 10118 (212) 736-3100', '350 Fifth Ave, New York 10118'],
    ['北京市朝阳区建国路93号【王芳】11010519491231002X', '北京市朝阳区建国路93号'],
    ['Hotel Sacher, Philharmoniker Str. 4 (Attn: Mr Huber)', 'Hotel Sacher, Philharmoniker Str. 4'],
  ])('are left out of %s', (address, expected) => {
    expect(planAddress({ address }, plan).address).toBe(expected)
    expect(planAddress({ address }, { ...plan, stripPersonal: false }).address).toBe(address)
  })

  it.each([
    '上海市黄浦区中山东一路20号(近外滩)',
    '北京市东城区王府井大街138号（王府井）',
    '3-12-5 Ginza, Chuo-ku, Tokyo 104-0061',
    '1600 Pennsylvania Ave NW, Washington, DC 20500-0003',
    '深圳市南山区科技园（2号楼1503室）',
    'Unit 12/345 Collins St (Level 4), Melbourne 3000',
    '100000 1号院',
    '123-45 Jongno, Seoul 03154',
  ])('stay away from %s', (address) => {
    expect(stripPersonal(address)).toBe(address)
  })
})

it('knows the columns of usual sheets by their headers', () => {
  const headers = ['编号', '详细地址', '城市', '邮编', 'Country']
  expect(Object.fromEntries(suggestMapping(headers, geoBatchSynonyms).map(({ key, header }) => [key, header]))).toEqual({
    address: '详细地址',
    city: '城市',
    postalCode: '邮编',
    country: 'Country',
  })
})
