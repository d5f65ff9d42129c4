import { optionalBoolean, optionalNumber, optionalObject, jsonBody, type JsonObject } from './body'
import type { Colour } from './code-drawing'
import { WechatRefusal } from './refusal'
import type { EnvVersion } from './types'
import type { StandInRequest } from '../http/server'

const widthMinimum = 280
const widthMaximum = 1280
const widthDefault = 430

/** The JSON of a code call; what is no JSON is answered with the interface's own code for it (§4.1). */
export function codeBody(request: StandInRequest, notJson: 40159 | 40169): JsonObject {
  try {
    return jsonBody(request)
  } catch (error) {
    throw error instanceof WechatRefusal && error.errcode === 47001 ? new WechatRefusal(notJson) : error
  }
}

/** A text that may be missing; another JSON type is answered with the interface's own code (uncertain). */
export function textField(body: JsonObject, name: string, errcode: number): string | undefined {
  const value = Object.hasOwn(body, name) ? body[name] : undefined
  if (value === undefined || typeof value === 'string') return value
  throw new WechatRefusal(errcode)
}

/** Pixels, 430 when missing. What lies outside 280–1280 is refused with 40097 (uncertain). */
export function codeWidth(body: JsonObject): number {
  const width = optionalNumber(body, 'width') ?? widthDefault
  if (!Number.isInteger(width) || width < widthMinimum || width > widthMaximum) throw new WechatRefusal(40097)
  return width
}

/** `release` when missing; an unknown version is 40097 here, not 85402 (§4.1). */
export function codeEnvVersion(value: string | undefined): EnvVersion {
  if (value === undefined) return 'release'
  if (value === 'release' || value === 'trial' || value === 'develop') return value
  throw new WechatRefusal(40097)
}

export interface CodeStyle {
  colour: Colour
  transparent: boolean
  /** The fields as they were read, for the comment of the picture. */
  asked: { auto_color: boolean; line_color: Record<string, number>; is_hyaline: boolean }
}

/** Colour and background of a round code; `line_color` counts only without `auto_color` (§4.1). */
export function codeStyle(body: JsonObject): CodeStyle {
  const auto = optionalBoolean(body, 'auto_color') ?? false
  const lineColour = optionalObject(body, 'line_color')
  const transparent = optionalBoolean(body, 'is_hyaline') ?? false
  const [r, g, b] = lineColour ? [part(lineColour, 'r'), part(lineColour, 'g'), part(lineColour, 'b')] : [0, 0, 0]
  return {
    // `auto_color` "may still give black"; the stand-in always does.
    colour: auto ? [0, 0, 0] : [r, g, b],
    transparent,
    asked: { auto_color: auto, line_color: { r, g, b }, is_hyaline: transparent },
  }
}

/** Samples quote the numbers as texts; both are read. Anything but 0–255 is 40097 (uncertain). */
function part(colour: JsonObject, name: string): number {
  const value = Object.hasOwn(colour, name) ? colour[name] : 0
  const number = typeof value === 'string' && /^\d{1,3}$/.test(value) ? Number(value) : value
  if (typeof number !== 'number' || !Number.isInteger(number) || number < 0 || number > 255) {
    throw new WechatRefusal(40097)
  }
  return number
}

/** `scancode_time` is reserved: anywhere in path, page or scene it is 85096 (§4.1). */
export function refuseReserved(...texts: string[]): void {
  if (texts.some((text) => text.includes('scancode_time'))) throw new WechatRefusal(85096)
}
