import { callFromPage, expect, goTo, lookAt, openWindow, test } from './support/test'

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
  reports: '/reports',
  'reports-verify': '/reports/verify',
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
  'settlement-files': '/settlement/files',
  'settlement-import': '/settlement/files/import',
  'settlement-fees': '/settlement/fees',
  'settlement-contracts': '/settlement/fees/contracts',
  'settlement-holidays': '/settlement/fees/holidays',
  'settlement-deposits': '/settlement/deposits',
  'settlement-closing': '/settlement/closing',
  'settlement-split': '/settlement/closing?tab=split',
  'settlement-journal': '/settlement/closing?tab=journal',
  'settlement-invoices': '/settlement/closing?tab=invoices',
  geocoding: '/geocoding',
  'geocoding-batches': '/geocoding/batches',
  'geocoding-batch-new': '/geocoding/batches/new',
  'geocoding-places': '/geocoding/places',
  'geocoding-convert': '/geocoding/convert',
  'geocoding-keys': '/geocoding/keys',
  'geocoding-help': '/geocoding/keys?tab=help',
  'geocoding-cache': '/geocoding/keys?tab=cache',
  'geocoding-key-new': '/geocoding/keys/new',
  identity: '/identity',
  'identity-judge': '/identity/judge',
  'identity-push': '/identity/push',
  'identity-number': '/identity/number',
  'identity-records': '/identity/records',
  'identity-retention': '/identity/records?tab=retention',
  'identity-categories': '/identity/guide',
  'identity-application': '/identity/guide?tab=application',
  'identity-devices': '/identity/guide?tab=devices',
  'identity-codes': '/identity/guide?tab=codes',
  'identity-notes': '/identity/guide?tab=notes',
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

test('a statement of the service fee passes axe with what a step asks for, and its refusal stands at its field', async ({ page, program, complaints }) => {
  await openWindow(page, program)
  const now = new Date(Date.now() + 8 * 3_600_000)
  const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 1)).toISOString().slice(0, 7)
  const { value } = await callFromPage(page, 'settlement.statements.compute', { month })
  const { jobId } = value as { jobId: string }
  await expect.poll(async () => ((await callFromPage(page, 'jobs.get', { id: jobId })).value as { state: string }).state).toBe('done')
  await goTo(page, `/settlement/fees?month=${month}`)
  await page.getByRole('main').getByRole('link', { name: month, exact: true }).click()
  await expect(page.getByRole('main').getByRole('heading', { level: 1 })).toContainText(month)
  await expect(page.getByRole('main').getByRole('grid')).toBeVisible()
  await lookAt(page, 'settlement-statement')
  await page.getByRole('main').getByRole('button', { name: '录入平台账单' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: /平台账单金额/u }).fill('100.00')
  await dialog.getByRole('textbox', { name: /出账日期/u }).fill('2099-01-01')
  await dialog.locator('input[type=file]').setInputFiles({ name: '账单.eml', mimeType: 'message/rfc822', buffer: Buffer.from('Subject: 账单') })
  await expect(dialog.getByText('账单.eml').first()).toBeVisible()
  await dialog.getByRole('button', { name: '录入账单' }).click()
  await expect(dialog).toContainText('不能是今天以后的日期')
  await lookAt(page, 'settlement-statement-step')
  expect(complaints).toEqual([])
})
