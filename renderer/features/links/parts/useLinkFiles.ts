import { openExternal, saveFile } from '@renderer/app/client'
import type { ErrorEnvelope } from '@shared/contract/error'
import { ref, type Ref, shallowRef, type ShallowRef } from 'vue'
import { useLinks } from '../store'

export interface LinkFiles {
  /** What is under way, so that its button can say so. */
  busy: Ref<'' | 'png' | 'svg' | 'phone'>
  error: ShallowRef<ErrorEnvelope | undefined>
  /** Offers the link's QR code as a file. */
  saveImage(id: string, format: 'png' | 'svg'): Promise<void>
  /** In practice: opens the page that shows what a phone would do. */
  openPhone(id: string): Promise<void>
}

/** What can be taken out of the program for one link: its code as a file, the phone page of practice. */
export function useLinkFiles(): LinkFiles {
  const links = useLinks()
  const busy = ref<'' | 'png' | 'svg' | 'phone'>('')
  const error = shallowRef<ErrorEnvelope>()

  async function saveImage(id: string, format: 'png' | 'svg'): Promise<void> {
    busy.value = format
    error.value = undefined
    const answer = await links.image(id, format)
    if (answer.ok) await saveFile(answer.value)
    else error.value = answer.error
    busy.value = ''
  }
  async function openPhone(id: string): Promise<void> {
    busy.value = 'phone'
    error.value = undefined
    const answer = await links.phone(id)
    if (answer.ok) openExternal(answer.value.url)
    else error.value = answer.error
    busy.value = ''
  }
  return { busy, error, saveImage, openPhone }
}
