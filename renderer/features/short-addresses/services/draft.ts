import type { Answer, FieldError } from '@shared/contract/error'
import type { ServiceCall, ServiceFields, ServiceHeader } from '@shared/contract/short-addresses'
import { checkTemplate, parseAnswerPath, placeholdersOf, type TemplateName } from '@shared/domain/short-addresses'

/** A service as it is typed: one flat field for each control, so that a mistake finds its place. */
export interface ServiceDraft {
  name: string
  createMethod: ServiceCall['method']
  createUrl: string
  createBodyKind: ServiceCall['bodyKind']
  createBody: string
  headers: ServiceHeader[]
  answerKind: 'json' | 'text'
  answerPath: string
  answerIdPath: string
  /** Empty: any of 200–299. */
  successStatus: string
  successPath: string
  successValue: string
  canRepoint: boolean
  repointMethod: ServiceCall['method']
  repointUrl: string
  repointBodyKind: ServiceCall['bodyKind']
  repointBody: string
  timeoutSeconds: string
}

/** What most such services ask for, so that little remains to be changed. */
export const emptyDraft: ServiceDraft = {
  name: '',
  createMethod: 'POST',
  createUrl: 'https://',
  createBodyKind: 'json',
  createBody: '{ "url": "{{link}}" }',
  headers: [{ name: 'Authorization', secret: true, value: '' }],
  answerKind: 'json',
  answerPath: 'data.short_url',
  answerIdPath: '',
  successStatus: '',
  successPath: '',
  successValue: '',
  canRepoint: false,
  repointMethod: 'PATCH',
  repointUrl: 'https://',
  repointBodyKind: 'json',
  repointBody: '{ "url": "{{link}}" }',
  timeoutSeconds: '10',
}

export const createNames: readonly TemplateName[] = ['link', 'title', 'campaign']
export const repointNames: readonly TemplateName[] = [...createNames, 'address', 'code', 'id']

export function draftOf({ name, create, headers, answer, success, repoint, timeoutSeconds }: ServiceFields): ServiceDraft {
  return {
    name,
    createMethod: create.method,
    createUrl: create.url,
    createBodyKind: create.bodyKind,
    createBody: create.body,
    headers: headers.map((header) => ({ ...header })),
    answerKind: answer.kind,
    answerPath: answer.path,
    answerIdPath: answer.idPath,
    successStatus: success.status === undefined ? '' : String(success.status),
    successPath: success.path,
    successValue: success.value,
    canRepoint: repoint !== undefined,
    repointMethod: repoint?.method ?? emptyDraft.repointMethod,
    repointUrl: repoint?.url ?? emptyDraft.repointUrl,
    repointBodyKind: repoint?.bodyKind ?? emptyDraft.repointBodyKind,
    repointBody: repoint?.body ?? emptyDraft.repointBody,
    timeoutSeconds: String(timeoutSeconds),
  }
}

export function fieldsOf(draft: ServiceDraft): ServiceFields {
  const call = (method: ServiceCall['method'], url: string, bodyKind: ServiceCall['bodyKind'], body: string): ServiceCall => ({
    method,
    url: url.trim(),
    bodyKind,
    body: bodyKind === 'none' ? '' : body,
  })
  const status = draft.successStatus.trim()
  return {
    name: draft.name.trim(),
    create: call(draft.createMethod, draft.createUrl, draft.createBodyKind, draft.createBody),
    headers: draft.headers
      .filter(({ name, value }) => name.trim() !== '' || value !== '')
      .map(({ name, secret, value }) => ({ name: name.trim(), secret, value: secret ? '' : value })),
    answer: { kind: draft.answerKind, path: draft.answerKind === 'json' ? draft.answerPath.trim() : '', idPath: draft.answerKind === 'json' ? draft.answerIdPath.trim() : '' },
    success: { ...(status === '' ? {} : { status: Number(status) }), path: draft.successPath.trim(), value: draft.successValue },
    ...(draft.canRepoint ? { repoint: call(draft.repointMethod, draft.repointUrl, draft.repointBodyKind, draft.repointBody) } : {}),
    timeoutSeconds: Number(draft.timeoutSeconds),
  }
}

/** The mistakes that show while typing; the service has the last word. */
export function checkDraft(draft: ServiceDraft): FieldError[] {
  const issues: FieldError[] = []
  if (draft.name.trim() === '') issues.push({ path: 'name', code: 'required' })
  issues.push(...checkCall('create', draft.createUrl, draft.createBodyKind === 'none' ? '' : draft.createBody, createNames))
  if (draft.canRepoint)
    issues.push(...checkCall('repoint', draft.repointUrl, draft.repointBodyKind === 'none' ? '' : draft.repointBody, repointNames))
  const json = draft.answerKind === 'json'
  if (json && draft.answerPath.trim() === '') issues.push({ path: 'answerPath', code: 'required' })
  const paths = [['answerPath', json ? draft.answerPath : ''], ['answerIdPath', json ? draft.answerIdPath : ''], ['successPath', draft.successPath]] as const
  for (const [path, text] of paths)
    if (text.trim() !== '' && !parseAnswerPath(text)) issues.push({ path, code: 'shortAddresses.pathForm' })
  if (draft.successStatus.trim() !== '' && !/^2\d\d$/.test(draft.successStatus.trim())) issues.push({ path: 'successStatus', code: 'shortAddresses.statusForm' })
  if (!/^([1-9]|[1-5]\d|60)$/.test(draft.timeoutSeconds.trim())) issues.push({ path: 'timeoutSeconds', code: 'shortAddresses.timeoutForm' })
  return issues
}

function checkCall(prefix: 'create' | 'repoint', url: string, body: string, names: readonly TemplateName[]): FieldError[] {
  const issues: FieldError[] = []
  if (!/^https?:\/\/[^/]/i.test(url.trim())) issues.push({ path: `${prefix}Url`, code: 'shortAddresses.urlScheme' })
  for (const [part, template] of [['Url', url], ['Body', body]] as const) {
    const wrong = checkTemplate(template, names)
    if (!wrong) continue
    const code = wrong.problem === 'braces' ? 'shortAddresses.braces' : wrong.problem === 'placeholderForm' ? 'shortAddresses.placeholderForm' : 'shortAddresses.placeholderUnknown'
    issues.push({ path: prefix + part, code, params: { text: wrong.text } })
  }
  if (issues.length === 0 && !placeholdersOf(url + body).some(({ name }) => name === 'link'))
    issues.push({ path: body === '' ? `${prefix}Url` : `${prefix}Body`, code: 'shortAddresses.linkMissing' })
  return issues
}

/** Turns the contract's paths (`create.url`) into those of the draft (`createUrl`). */
export function atDraft<T>(answer: Answer<T>): Answer<T> {
  if (answer.ok || !answer.error.fields) return answer
  const fields = answer.error.fields.map((field) => {
    const path = field.path.replace(/^fields\./, '').replace(/^(create|repoint|answer|success)\.(\w)/, (_, part: string, first: string) => part + first.toUpperCase())
    return { ...field, path }
  })
  return { ok: false, error: { ...answer.error, fields } }
}
