import { linkKinds } from '@shared/domain/links'
import { describe, expect, it } from 'vitest'
import { emptyForm, type MakerForm } from './form'
import { draftOfOptions, fieldsOf, kindGroups, optionsOf } from './kind-fields'

const everything: Partial<MakerForm> = {
  title: ' 春节 ',
  permanent: true,
  modelId: 'm1',
  sn: '7',
  cloudEnv: 'prod-1',
  cloudPath: '/a.html',
  width: 300,
  lineColor: '#123456',
  hyaline: true,
  checkPath: false,
}
const options = (kind: MakerForm['kind'], more: Partial<MakerForm> = everything) => optionsOf({ ...emptyForm, ...more, kind })

describe('what a kind asks for', () => {
  it('offers every kind once, texts before codes', () => {
    expect(kindGroups.flatMap(({ kinds }) => kinds)).toEqual(linkKinds)
    expect(kindGroups[1].kinds).toEqual(['code_scene', 'code_path', 'code_square'])
  })

  it('sends only what the kind has', () => {
    expect(options('plain_scheme')).toEqual({})
    expect(options('encrypted_scheme')).toEqual({})
    expect(options('short_link')).toEqual({ title: '春节', permanent: true })
    expect(options('nfc_scheme')).toEqual({ modelId: 'm1', sn: '7' })
    expect(options('url_link')).toEqual({ cloudBase: { env: 'prod-1', path: '/a.html' } })
    expect(options('code_square')).toEqual({ width: 300 })
    expect(options('code_path')).toEqual({ width: 300, lineColor: '#123456', hyaline: true })
    expect(options('code_scene')).toEqual({ width: 300, lineColor: '#123456', hyaline: true, checkPath: false })
  })

  it('sends nothing of a kind that nothing was filled in for', () => {
    for (const kind of linkKinds) expect(options(kind, {})).toEqual({})
  })

  it('sends no colour where WeChat picks it', () => {
    expect(options('code_path', { autoColor: true, lineColor: '#123456' })).toEqual({ autoColor: true })
  })

  it('a landing page without its environment is sent, so that the rules say what is missing', () => {
    expect(options('url_link', { cloudPath: '/a.html' })).toEqual({ cloudBase: { env: '', path: '/a.html' } })
  })

  it('gives back what it took', () => {
    for (const kind of linkKinds) {
      const sent = options(kind)
      expect(optionsOf({ ...emptyForm, ...draftOfOptions(sent), kind })).toEqual(sent)
    }
  })

  it('knows which kinds need a page', () => {
    expect(linkKinds.filter((kind) => fieldsOf(kind).pathRequired)).toEqual([
      'plain_scheme',
      'short_link',
      'code_path',
      'code_square',
    ])
  })
})
