import { ask } from '@renderer/app/client'
import type { CommandOutput } from '@shared/contract'
import type { ErrorEnvelope } from '@shared/contract/error'
import type { Identified } from '@shared/contract/link-identify'
import { onScopeDispose, ref, shallowRef, watch } from 'vue'
import { decodePicture, type PictureResult } from './decode-picture'

/** Typing has stopped when nothing was typed for this long. */
const settleMs = 300

/** What was pasted or read from a picture, what it is, and what WeChat says about it. */
export function useIdentify(start: string) {
  const text = ref(start)
  const places = ref<string[]>([])
  const answer = shallowRef<Identified>()
  const error = shallowRef<ErrorEnvelope>()
  const reading = ref(false)
  const picture = shallowRef<Extract<PictureResult, { ok: false }>['why']>()
  const asking = ref(false)
  const told = shallowRef<CommandOutput<'links.identifyAtWechat'>>()
  const askError = shallowRef<ErrorEnvelope>()
  let asked = 0
  let pictures = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  async function identify(): Promise<void> {
    clearTimeout(timer)
    const mine = ++asked
    told.value = undefined
    askError.value = undefined
    if (text.value.trim() === '') {
      answer.value = undefined
      error.value = undefined
      return
    }
    const found = await ask('links.identify', { text: text.value.slice(0, 20_000), places: places.value })
    if (mine !== asked) return
    error.value = found.ok ? undefined : found.error
    answer.value = found.ok ? found.value : undefined
  }

  watch(text, () => {
    clearTimeout(timer)
    picture.value = undefined
    timer = setTimeout(() => void identify(), settleMs)
  })
  watch(places, () => void identify())
  onScopeDispose(() => {
    clearTimeout(timer)
    asked += 1
    pictures += 1
  })

  /** A picture by drop, choice or paste; its text takes the place of what was typed. */
  async function take(file: Blob): Promise<void> {
    const mine = ++pictures
    picture.value = undefined
    reading.value = true
    const result = await decodePicture(file)
    if (mine !== pictures) return
    reading.value = false
    if (result.ok) {
      text.value = result.text
      await identify()
      return
    }
    text.value = ''
    answer.value = undefined
    await identify()
    picture.value = result.why
  }

  async function askWechat(appId: string): Promise<void> {
    if (asking.value || !answer.value) return
    const mine = asked
    asking.value = true
    askError.value = undefined
    told.value = undefined
    const found = await ask('links.identifyAtWechat', { appId, text: answer.value.text })
    asking.value = false
    if (mine !== asked) return
    if (found.ok) told.value = found.value
    else askError.value = found.error
  }

  return { text, places, answer, error, reading, picture, asking, told, askError, identify, take, askWechat }
}
