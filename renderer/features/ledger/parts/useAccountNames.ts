import type { LedgerAccount } from '@shared/contract/ledger-values'
import { useI18n } from 'vue-i18n'
import { useLedger } from '../store'

/** How accounts are called in lists and choices: by name, with the company where that tells two apart. */
export function useAccountNames() {
  const { t } = useI18n()
  const store = useLedger()
  const nameOf = (id: string): string => store.accountById.get(id)?.name ?? '—'
  const companyOf = (account: LedgerAccount | undefined): string =>
    store.companyById.get(account?.companyId ?? '')?.name ?? t('ledger.noCompany')
  const choice = (account: LedgerAccount) => ({
    value: account.id,
    label: `${account.name} · ${t(`ledger.kinds.${account.kind}`)} · ${companyOf(account)}`,
  })
  return { nameOf, companyOf, choice }
}
