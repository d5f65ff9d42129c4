import { describe, expect, it } from 'vitest'
import { decodePicture } from './decode-picture'

describe('a picture', () => {
  it('that is too large is not opened at all', async () => {
    const huge = { size: 50 * 1024 * 1024 + 1, type: 'image/png' } as Blob
    expect(await decodePicture(huge)).toEqual({ ok: false, why: 'tooLarge' })
  })
})
