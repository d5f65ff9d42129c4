import { permissionsOf } from '@shared/contract/permissions'
import type { LinksService } from './features/links'
import type { PaymentsDesk } from './features/payments'
import { auditMaker, linksMaker, refundsMaker, type ReportsDesk } from './features/reports'
import type { SettlementDesk } from './features/settlement'
import type { Foundation } from './workspace-foundation'

const pageRows = 500

/** Offers the library what each feature can report about. */
export function registerReports(
  reports: ReportsDesk,
  { foundation, links, payments, settlement }: { foundation: Foundation; links: LinksService; payments: PaymentsDesk; settlement: SettlementDesk },
): void {
  const { meta, audit, newCall } = foundation
  const subject = meta.name
  reports.register({
    asks: ['subject'],
    needs: ['settlement.view'],
    maker: { kind: 'statement', make: (params) => settlement.ports.fees.report(params) },
    subjects: async (month) =>
      (await settlement.ports.fees.ofMonth(month)).map(({ id, name }) => ({ params: { statementId: id, month }, label: name })),
  })
  reports.register({
    asks: ['subject'],
    needs: ['settlement.view'],
    maker: { kind: 'reconciliation', make: (params) => settlement.ports.reconciliation.report(params) },
    subjects: async (month) =>
      (await settlement.ports.reconciliation.ofMonth(month)).map(({ id, name }) => ({ params: { reconciliationId: id, month }, label: name })),
  })
  // Guests' reasons and notes stand in refunds, names in the trail: whoever makes a file of them may let data out.
  reports.register({
    asks: ['month', 'range'],
    needs: ['payments.view', 'data.export'],
    maker: refundsMaker({
      subject,
      page: (filter, cursor) =>
        payments.refunds.refunds.list(
          { filter, limit: pageRows, count: false, ...(cursor === undefined ? {} : { cursor }) },
          { operatorId: '', operatorName: '', permissions: permissionsOf.viewer, ...newCall() },
        ),
    }),
  })
  reports.register({
    asks: ['month', 'range'],
    needs: ['links.view'],
    maker: linksMaker({ subject, page: (filter, cursor) => links.list({ filter, cursor, limit: pageRows }) }),
  })
  reports.register({
    asks: ['month', 'range'],
    needs: ['audit.view', 'data.export'],
    maker: auditMaker({ subject, page: ({ before, ...range }) => audit.page({ ...range, ...(before === undefined ? {} : { before }) }), verify: () => audit.verify(null) }),
  })
}
