import { linkKinds } from '@shared/domain/links'
import { describe, expect, it } from 'vitest'
import { hasQr, isPicture, qrAdvice } from './qr-advice'

describe('where a code would mislead', () => {
  it('says of each kind what stands in place of a code (wechat-links-qr §4.3)', () => {
    expect(Object.fromEntries(linkKinds.map((kind) => [kind, qrAdvice(kind)]))).toEqual({
      plain_scheme: 'notPrinted',
      encrypted_scheme: 'notPrinted',
      url_link: 'ends',
      short_link: 'pasted',
      nfc_scheme: 'written',
      code_scene: 'drawn',
      code_path: 'drawn',
      code_square: 'drawn',
    })
  })
  it('draws a QR code only of what a scan opens', () => {
    expect(linkKinds.filter(hasQr)).toEqual(['plain_scheme', 'encrypted_scheme', 'url_link'])
    expect(linkKinds.filter(isPicture)).toEqual(['code_scene', 'code_path', 'code_square'])
  })
  it('warns of a kind that it does not know', () => {
    expect(qrAdvice('of a newer version')).toBe('notPrinted')
  })
})
