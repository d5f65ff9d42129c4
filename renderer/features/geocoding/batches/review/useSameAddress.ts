import type { GeoRow } from '@shared/contract/geocoding-batches'
import { ref, type Ref, watch } from 'vue'
import { useOpenGeoBatch } from '../open-batch'

/** More than these are not counted out; it is said that there are at least so many. */
const counted = 200

/** How many other rows have the address of the one that is looked at. */
export function useSameAddress(row: () => GeoRow | undefined): Ref<number> {
  const store = useOpenGeoBatch()
  const others = ref(0)
  watch(
    () => row()?.rowNo,
    async (rowNo) => {
      others.value = 0
      const address = row()?.address ?? ''
      if (rowNo === undefined || address === '' || store.batch?.duplicates === 0) return
      const answer = await store.rows({ text: address, limit: counted })
      if (row()?.rowNo !== rowNo || !answer.ok) return
      others.value = answer.value.rows.filter((one) => one.address === address && one.rowNo !== rowNo).length
    },
    { immediate: true },
  )
  return others
}
