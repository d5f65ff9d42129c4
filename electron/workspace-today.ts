import { appTodos } from './features/apps'
import { backupTodos } from './features/backups'
import { jobTodos } from './features/jobs'
import { ledgerTodos } from './features/ledger'
import { linkRulesRepository, linkRuleTodos } from './features/link-rules'
import { linkBatchesRepository, linkTodos, linkTodosRepository } from './features/links'
import { officialAccountTodos } from './features/official-accounts'
import { shortAddressesRepository, shortAddressTodos } from './features/short-addresses'
import { pushRepository, PushService, todayMarksRepository, TodayService } from './features/today'
import { workspaceTodos } from './features/workspaces'
import { openNoticeStandIns } from './sandbox/notice-stand-ins'
import { createMailer } from './upstream/mail'
import { createWecomRobot, wecomRobot } from './upstream/wecom-robot'
import type { Features } from './workspace-features'
import type { Foundation } from './workspace-foundation'

/** The to-do board of one workspace: what each feature says needs a hand, and the pushes that tell of it. */
export function openToday(foundation: Foundation, features: Features) {
  const { meta, events, redactor, clock, store, vault, settings, callLog, http, jobRows, nextId, reportError } = foundation
  const { isPractice } = foundation
  const { apps, officialAccounts, links, ledger, backups, payments, settlement, geocoding, identity, practice } = features
  const today = new TodayService({
    marks: store.client(todayMarksRepository),
    clock,
    zone: () => settings.get().zone,
    changed: () => events.publish('today.changed', meta.id, {}),
    reportError,
  })
  today.register(
    ...linkTodos({
      clock,
      repository: store.client(linkTodosRepository),
      unknowns: () => links.unknowns(),
      batches: () => store.client(linkBatchesRepository).list(50),
      usage: () => links.allowances.usage(),
      apps: () => apps.all(),
    }),
    ...appTodos({ apps: () => apps.all() }),
    ...backupTodos({ clock, status: () => backups.status(), practice: isPractice }),
    ...jobTodos({ clock, list: () => jobRows.list({ active: false, limit: 200 }) }),
    ...workspaceTodos({ restoredAt: meta.restoredAt }),
    ...officialAccountTodos({ accounts: () => officialAccounts.all() }),
    ...shortAddressTodos({ unknown: () => store.client(shortAddressesRepository).unknown() }),
    ...linkRuleTodos({ unknown: () => store.client(linkRulesRepository).unknownByApp() }),
    ...ledgerTodos({ reminders: () => ledger.reminders() }),
    ...payments.todos(),
    ...settlement.todos(),
    ...geocoding.todos(),
    ...identity.todos(),
  )
  const noticeStandIns = practice ? openNoticeStandIns(clock) : undefined
  const push = new PushService({
    repository: store.client(pushRepository),
    clock,
    newId: nextId,
    vault,
    redactor,
    settings,
    robot: createWecomRobot({
      http,
      baseUrl: async () => (noticeStandIns ? noticeStandIns.robotUrl() : wecomRobot.baseUrl),
    }),
    mailer: createMailer({ clock, redactor, record: (call) => callLog.record(call) }),
    practiceMail: noticeStandIns ? () => noticeStandIns.mailServer() : undefined,
    received: noticeStandIns ? () => noticeStandIns.received() : undefined,
    states: () => today.states(),
    kinds: () => today.kinds(),
    workspaceName: () => meta.name,
    practice: isPractice,
    restoredAt: meta.restoredAt,
    changed: () => {
      today.touch('today.push')
      events.publish('today.changed', meta.id, {})
    },
    reportError,
  })
  today.register(push.source())
  today.onChange(() => push.nudge())
  const stopHearing = events.hear(meta.id, (topic) => today.heard(topic))
  return {
    today,
    push,
    noticeStandIns,
    stop: () => {
      stopHearing()
      today.stop()
    },
  }
}
