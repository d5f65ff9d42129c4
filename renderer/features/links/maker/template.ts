import type { LinkTemplate } from '@shared/contract/campaigns'
import { isLinkKind } from '@shared/domain/links'
import { formatInstant } from '@renderer/ui/text/instant'
import { emptyForm, type MakerForm } from './form'
import { draftOfOptions, fieldsOf } from './kind-fields'

const templateFields = ['kind', 'appId', 'placeId', 'path', 'query', 'envVersion', 'expiry', 'options'] as const
export type TemplateField = (typeof templateFields)[number]

export interface Filling {
  change: Partial<MakerForm>
  /** What was filled in, to be said to the person. */
  filled: TemplateField[]
}

/** Whether nothing was typed that the kind of link matters to. */
const isBlank = ({ path, query, scene }: MakerForm) => path === '' && query === '' && scene === ''

/**
 * What a campaign's template brings to the form. Only what is still empty is filled; what a person typed stays.
 * @param zone IANA zone in which a moment is written
 */
export function fillFrom(template: LinkTemplate, form: MakerForm, zone: string): Filling {
  const change: Partial<MakerForm> = {}
  const filled: TemplateField[] = []
  const fill = (field: TemplateField, part: Partial<MakerForm>) => {
    const differs = Object.entries(part).some(([key, value]) => form[key as keyof MakerForm] !== value)
    if (!differs) return
    Object.assign(change, part)
    filled.push(field)
  }
  const blank = isBlank(form)
  const kind = template.kind !== undefined && isLinkKind(template.kind) && blank ? template.kind : form.kind
  fill('kind', { kind })
  if (template.appId !== undefined && form.appId === '') fill('appId', { appId: template.appId })
  if (template.placeId !== undefined && form.placeId === '') fill('placeId', { placeId: template.placeId })
  if (template.path !== '' && form.path === '') fill('path', { path: template.path })
  const queryField = fieldsOf(kind).scene ? 'scene' : 'query'
  if (template.query !== '' && form[queryField] === '') fill('query', { [queryField]: template.query })
  if (blank) {
    fill('envVersion', { envVersion: template.envVersion })
    if (template.expiry?.type === 'days') fill('expiry', { expiryType: 'days', expiryDays: template.expiry.days })
    if (template.expiry?.type === 'moment')
      fill('expiry', { expiryType: 'moment', expiryAt: formatInstant(template.expiry.at, zone) })
  }
  const options = Object.entries(draftOfOptions(template.options)).filter(([key, value]) => {
    const name = key as keyof MakerForm
    return value !== emptyForm[name] && form[name] === emptyForm[name]
  })
  if (options.length > 0) fill('options', Object.fromEntries(options))
  return { change, filled }
}
