import type { LinkOptions } from '@shared/contract/link-values'
import { type LinkKind, linkKinds, linkKindTraits } from '@shared/domain/links'
import type { MakerForm } from './form-shape'

/** Kinds in the order in which they are offered: what is sent as text, then what WeChat draws. */
export const kindGroups = [
  { key: 'texts', kinds: linkKinds.filter((kind) => linkKindTraits[kind].product === 'text') },
  { key: 'codes', kinds: linkKinds.filter((kind) => linkKindTraits[kind].product === 'image') },
] as const

/** Which parts of the form a kind has. What it does not have is neither shown nor sent. */
export interface KindFields {
  /** An end is asked for. */
  expiry: boolean
  /** A `scene` of at most 32 characters instead of name and value. */
  scene: boolean
  envVersion: boolean
  /** The page must be named; otherwise empty is the home page. */
  pathRequired: boolean
  /** Title and "permanent" of a Short Link. */
  shortLink: boolean
  /** Model and number of an NFC device. */
  nfc: boolean
  /** An own landing page on cloud static hosting. */
  cloudBase: boolean
  /** Width of the picture. */
  width: boolean
  /** Colour and background, of the round codes. */
  colour: boolean
  checkPath: boolean
}

export function fieldsOf(kind: LinkKind): KindFields {
  const { expiry, parameters, envVersion, pathRequired, options } = linkKindTraits[kind]
  return {
    expiry: expiry === 'asked',
    scene: parameters === 'scene',
    envVersion,
    pathRequired,
    shortLink: options.includes('title'),
    nfc: options.includes('modelId'),
    cloudBase: options.includes('cloudBase'),
    width: options.includes('width'),
    colour: options.includes('lineColor'),
    checkPath: options.includes('checkPath'),
  }
}

/** The parts of the form that only some kinds have. */
export type OptionsDraft = Pick<
  MakerForm,
  | 'title'
  | 'permanent'
  | 'modelId'
  | 'sn'
  | 'cloudEnv'
  | 'cloudDomain'
  | 'cloudPath'
  | 'cloudQuery'
  | 'cloudAppid'
  | 'width'
  | 'autoColor'
  | 'lineColor'
  | 'hyaline'
  | 'checkPath'
>

const filled = <K extends string>(key: K, text: string): Partial<Record<K, string>> =>
  text.trim() === '' ? {} : ({ [key]: text.trim() } as Record<K, string>)

function cloudBaseOf(form: OptionsDraft): Pick<LinkOptions, 'cloudBase'> {
  const rest = {
    ...filled('domain', form.cloudDomain),
    ...filled('path', form.cloudPath),
    ...filled('query', form.cloudQuery),
    ...filled('resourceAppid', form.cloudAppid),
  }
  const env = form.cloudEnv.trim()
  return env === '' && Object.keys(rest).length === 0 ? {} : { cloudBase: { env, ...rest } }
}

/** The options as the contract takes them: only those that this kind has, and that differ from the platform's own. */
export function optionsOf(form: OptionsDraft & { kind: LinkKind }): LinkOptions {
  const has = fieldsOf(form.kind)
  return {
    ...(has.shortLink ? { ...filled('title', form.title), ...(form.permanent ? { permanent: true } : {}) } : {}),
    ...(has.nfc ? { ...filled('modelId', form.modelId), ...filled('sn', form.sn) } : {}),
    ...(has.cloudBase ? cloudBaseOf(form) : {}),
    ...(has.width && form.width !== null ? { width: form.width } : {}),
    ...(has.colour && form.autoColor ? { autoColor: true } : {}),
    ...(has.colour && !form.autoColor ? filled('lineColor', form.lineColor) : {}),
    ...(has.colour && form.hyaline ? { hyaline: true } : {}),
    ...(has.checkPath && !form.checkPath ? { checkPath: false } : {}),
  }
}

/** The form's parts that say these options. */
export function draftOfOptions(options: LinkOptions): Partial<OptionsDraft> {
  const { cloudBase } = options
  return {
    title: options.title ?? '',
    permanent: options.permanent ?? false,
    modelId: options.modelId ?? '',
    sn: options.sn ?? '',
    cloudEnv: cloudBase?.env ?? '',
    cloudDomain: cloudBase?.domain ?? '',
    cloudPath: cloudBase?.path ?? '',
    cloudQuery: cloudBase?.query ?? '',
    cloudAppid: cloudBase?.resourceAppid ?? '',
    width: options.width ?? null,
    autoColor: options.autoColor ?? false,
    lineColor: options.lineColor ?? '',
    hyaline: options.hyaline ?? false,
    checkPath: options.checkPath ?? true,
  }
}
