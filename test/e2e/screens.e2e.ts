import { expect, goTo, lookAt, openWindow, test } from './support/test'

/** Every screen that an address leads to, by its file name among the pictures. */
const screens: Record<string, string> = {
  links: '/links',
  'link-new': '/links/new',
  batches: '/links/batches',
  'batch-new': '/links/batches/new',
  'link-identify': '/links/identify',
  adviser: '/adviser',
  'adviser-matrix': '/adviser/matrix',
  'adviser-rules': '/adviser/rules',
  'link-expiring': '/links/expiring',
  'link-usage': '/links/usage',
  apps: '/apps',
  'app-new': '/apps/new',
  'app-import': '/apps/import',
  'official-accounts': '/official-accounts',
  'official-account-new': '/official-accounts/new',
  jssdk: '/jssdk',
  'link-rules': '/link-rules',
  'link-rule-new': '/link-rules/new',
  places: '/places',
  'place-new': '/places/new',
  'place-import': '/places/import',
  ledger: '/ledger',
  'ledger-import': '/ledger/import',
  'ledger-bindings': '/ledger/bindings',
  'ledger-plan': '/ledger/plan',
  jobs: '/jobs',
  'settings-appearance': '/settings/appearance',
  'settings-account': '/settings/account',
  'settings-workspace': '/settings/workspace',
  'settings-go-live': '/settings/workspace/live',
  'settings-operators': '/settings/operators',
  'settings-credentials': '/settings/credentials',
  'settings-backups': '/settings/backups',
  'settings-notices': '/settings/notices',
  'settings-limits': '/settings/limits',
  'settings-reuse': '/settings/reuse',
  'settings-security': '/settings/security',
  payments: '/payments',
  'payment-new': '/payments/new',
  'payment-adopt': '/payments/adopt',
  'payment-import': '/payments/import',
  'payment-accounts': '/payments/accounts',
  'payment-account-new': '/payments/accounts/new',
  'payment-providers': '/payments/providers',
  'payment-descriptions': '/payments/develop/descriptions',
  'payment-lab': '/payments/develop/lab',
  'payment-notifications': '/payments/notifications',
  disputes: '/payments/disputes',
  'dispute-import': '/payments/disputes/import',
  'overseas-access': '/payments/access',
  'overseas-names': '/payments/access?tab=names',
  'overseas-applications': '/payments/access?tab=cases',
  'reports-open': '/reports/open',
  'reports-compare': '/reports/compare',
  'settlement-bills': '/settlement/bills',
  campaigns: '/campaigns',
  channels: '/campaigns?tab=channels',
  tags: '/campaigns?tab=tags',
  'campaign-new': '/campaigns/new',
  'channel-new': '/campaigns/channels/new',
  'tag-new': '/campaigns/tags/new',
  sms: '/links/sms',
  'short-services': '/settings/short-addresses',
  'short-service-new': '/settings/short-addresses/new',
  refunds: '/payments/refunds',
  'refund-new': '/payments/refunds/new',
  'refund-portal': '/payments/refunds/portal',
  'refund-batches': '/payments/refunds/batches',
  'refund-batch-new': '/payments/refunds/batches/new',
  'settings-refund-approval': '/settings/refund-approval',
  settlement: '/settlement',
  'settlement-charts': '/settlement/charts',
  'settlement-reconciliations': '/settlement/reconciliations',
  'settlement-differences': '/settlement/differences',
  'settlement-rules': '/settlement/rules',
  'settlement-arrivals': '/settlement/arrivals',
  'settings-calls': '/settings/calls',
  'settings-audit': '/settings/audit',
}

/** Several tests, so that each stays well within its time on a busy machine. */
const parts = 4

for (const part of Array.from({ length: parts }, (_, index) => index))
  test(`every screen passes axe in both looks, and nothing in it breaks the security policy (${part + 1} of ${parts})`, async ({
    page,
    program,
    complaints,
  }) => {
    await openWindow(page, program)
    for (const [index, [name, path]] of Object.entries(screens).entries()) {
      if (index % parts !== part) continue
      await goTo(page, path)
      await expect(page.locator('.el-skeleton')).toHaveCount(0)
      await lookAt(page, name)
    }
    expect(complaints).toEqual([])
  })

test('a small window at 1024×640 scrolls no screen sideways', async ({ page, program, complaints }) => {
  await page.setViewportSize({ width: 1024, height: 640 })
  await openWindow(page, program)
  for (const [name, path] of Object.entries(screens)) {
    await goTo(page, path)
    await expect(page.locator('.el-skeleton')).toHaveCount(0)
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    expect(wide, name).toBeLessThanOrEqual(0)
  }
  expect(complaints).toEqual([])
})
