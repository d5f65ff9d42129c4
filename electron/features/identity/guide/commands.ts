import type { HandlersOf } from '@shared/contract'
import type { identityGuide } from '@shared/contract/identity-guide'
import type { CallContext } from '../../../bridge/context'
import { codeFacts } from './codes'
import { applicationSteps, deviceNotes, migrationNotes, type NoteFact, privacyNotes, safetyNotes } from './notes'
import { categories, type GuideDesk } from './service'
import { words } from './words'

export type GuideHandlers = Pick<HandlersOf<'identity', CallContext>, keyof typeof identityGuide>

export function guideCommands(desk: GuideDesk): GuideHandlers {
  return {
    'guide.categories': async (_input, { locale }) => categories(locale),
    'guide.notes': async (_input, { locale }) => ({
      steps: applicationSteps.map((note) => toldNote(note, locale)),
      devices: deviceNotes.map((note) => ({
        ...toldNote(note, locale),
        call: note.call,
        code: note.code,
        advice: words('notes', note.advice, locale),
      })),
      safety: safetyNotes.map((note) => toldNote(note, locale)),
      migration: migrationNotes.map((note) => toldNote(note, locale)),
      privacy: privacyNotes.map((note) => toldNote(note, locale)),
    }),
    'guide.codes': async (_input, { locale }) =>
      codeFacts.map(({ meaning, advice, ...fact }) => ({
        ...fact,
        meaning: words('codes', meaning, locale),
        advice: words('codes', advice, locale),
      })),
    'guide.applications': () => desk.applications(),
    'guide.setCategory': (input) => desk.setCategory(input),
    'guide.setStep': (input, { caller }) => desk.setStep(input, caller.operator.name),
    'guide.setPaper': (input) => desk.setPaper(input),
  }
}

function toldNote({ id, factId, title, text, source, asOf, certain }: NoteFact, locale: 'zh-CN' | 'en') {
  return { id, factId, title: words('notes', title, locale), text: words('notes', text, locale), source, asOf, certain }
}
