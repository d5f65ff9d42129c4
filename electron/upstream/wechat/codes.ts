/** The three mini-program code interfaces. Source: wechat-links-qr §4.1. */
import { pictureAnswer } from './answers'
import type { CodePicture } from './answers'
import type { WechatCall } from './flights'
import type { Operation, Run } from './session'
import type { EnvVersion } from './types'

/**
 * `path`: `getwxacode`, round; `square`: `createwxaqrcode`; both together are limited for the life of a mini program.
 * `scene`: `getwxacodeunlimit`, round, without a limit in number.
 */
export type CodeFamily = 'path' | 'scene' | 'square'

/** Body of a code call; fields that the family does not know are not to be given. */
export interface CodeBody {
  /** `path`, `square`: page with its query, at most 1024 and 128 characters. */
  path?: string
  /** `scene`: at most 32 visible characters, without `%`. */
  scene?: string
  /** `scene`: without `/` in front and without query; absent = home page. */
  page?: string
  /** `scene`: whether the page must be in the released version; WeChat's default is true. */
  check_path?: boolean
  /** `path`, `scene`. */
  env_version?: EnvVersion
  /** Pixels, 280 to 1280; WeChat's default is 430. */
  width?: number
  /** `path`, `scene`: WeChat chooses the colour of the lines. */
  auto_color?: boolean
  /** `path`, `scene`: 0 to 255 each; used only when `auto_color` is false. */
  line_color?: { r: number; g: number; b: number }
  /** `path`, `scene`: transparent ground. */
  is_hyaline?: boolean
}

export interface CodeAnswer extends CodePicture {
  /** WeChat gives none with a picture; with a refusal it stands in the fault. */
  requestId: string | undefined
}

export interface CodeCalls {
  /**
   * Makes a code and gives its picture. `path` and `square` use up a piece of the allowance and are never repeated
   * without a readable answer: Fault `wechat.outcomeUnknown`. `scene` is safe to repeat.
   */
  getCode(appId: string, family: CodeFamily, body: CodeBody, call: WechatCall): Promise<CodeAnswer>
}

/** The largest width with transparency stays far below it. */
const MAX_BYTES = 4 * 1024 * 1024
/** Drawing takes longer than writing a link. */
const TIMEOUT_MS = 30_000

const interfaces = {
  path: { path: '/wxa/getwxacode', rate: 'generate', unknown: 'wechat.outcomeUnknown' },
  scene: { path: '/wxa/getwxacodeunlimit', rate: 'sceneCode' },
  square: { path: '/cgi-bin/wxaapp/createwxaqrcode', rate: 'generate', unknown: 'wechat.outcomeUnknown' },
} as const satisfies Record<CodeFamily, Pick<Operation<CodePicture>, 'path' | 'rate' | 'unknown'>>

/** The calls of this family. */
export function codeCalls(run: Run): CodeCalls {
  return {
    async getCode(appId, family, json, call) {
      const limits = { timeoutMs: TIMEOUT_MS, maxBytes: MAX_BYTES }
      const operation = { ...interfaces[family], ...limits, json, read: pictureAnswer, endpoint: 'link' } as const
      const { value, requestId } = await run(appId, operation, call)
      return { ...value, requestId }
    },
  }
}
