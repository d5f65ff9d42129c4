import type { CallContext } from '../../bridge/context'
import { checkNumber, maskNumber, normalNumber } from '@shared/domain/identity'
import { textFor } from '../../platform/texts/texts'
import { checkVerification } from './check'
import { saveConsent } from './consent'
import { startExport } from './job-hosts'
import { judgeAnswer } from './judge'
import type { IdentityDesk, IdentityHandlers } from './parts'
import { finishInPractice } from './practice'
import { todayOf } from './privacy'
import { decodePush } from './push'
import { eraseRecords, findRecords, listRecords, oneRecord } from './records'
import { retentionOf, retentionState, setRetention } from './retention'
import { type Asker, startVerification } from './start'

const askerOf = ({ caller, correlationId, signal, locale }: CallContext): Asker => ({ operatorName: caller.operator.name, correlationId, signal, locale })

/** Every command but those of the guide. */
export function identityCommands(desk: IdentityDesk): IdentityHandlers {
  return {
    start: (input, context) => startVerification(desk, input, askerOf(context)),
    check: (input, context) => checkVerification(desk, input, askerOf(context)),
    judge: (input, { caller, locale }) => judgeAnswer(desk, input, { operatorName: caller.operator.name, locale }),
    checkNumber: ({ number }) => {
      const { normal, problems, converted } = checkNumber(number, todayOf(desk))
      const { mask } = retentionOf(desk)
      return Promise.resolve({
        valid: problems.length === 0,
        masked: maskNumber(normalNumber(normal), mask),
        problems,
        ...(converted === undefined ? {} : { converted: maskNumber(converted, mask) }),
      })
    },
    decodePush: (input) => decodePush(desk, input),
    'records.list': (input, { locale }) => listRecords(desk, input, locale),
    'records.get': ({ id }, { locale }) => oneRecord(desk, id, locale),
    'records.find': ({ number }, { locale }) => findRecords(desk, number, locale),
    'records.erase': (input, { caller }) => eraseRecords(desk, input, caller.operator.name),
    'records.export': (input, { caller, locale }) =>
      startExport(desk, input, { createdBy: caller.operator.name, locale, title: textFor(locale, 'identity.export.name') }),
    'retention.get': (_input, { locale }) => retentionState(desk, locale),
    'retention.set': (input, { caller }) => setRetention(desk, input, caller.operator.name),
    'consent.save': ({ text }, { caller }) => saveConsent(desk, text, caller.operator.name),
    'practice.finish': (input) => finishInPractice(desk, input),
  }
}
