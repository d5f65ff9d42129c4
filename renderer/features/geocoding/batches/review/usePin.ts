import type { ErrorEnvelope } from '@shared/contract/error'
import type { Coordinate, Datum } from '@shared/contract/geocoding-values'
import { ask } from '@renderer/app/client'
import { formatCoordinates } from '@shared/domain/coordinates'
import { ref, type Ref, shallowRef, type ShallowRef } from 'vue'
import type { MapPosition } from '../../map/map-types'

export interface PinDraft {
  /** A pin is being placed. */
  on: Ref<boolean>
  /** As typed, or as the map gave it. */
  text: Ref<string>
  datum: Ref<Datum>
  /** Where it stands on the map. */
  at: ShallowRef<MapPosition | undefined>
  error: ShallowRef<ErrorEnvelope | undefined>
  begin(at: MapPosition): void
  end(): void
  /** The map moved it. */
  move(to: MapPosition): void
  /** A position was typed; the map follows. */
  typed(position: Coordinate | undefined): Promise<void>
}

/** The pin that a person is placing, by the map or by numbers in any datum. */
export function usePin(): PinDraft {
  const on = ref(false)
  const text = ref('')
  const datum = ref<Datum>('wgs84')
  const at = shallowRef<MapPosition>()
  const error = shallowRef<ErrorEnvelope>()
  /** Rises with each new place: a conversion that was asked for before moves nothing any more. */
  let newest = 0

  function move(to: MapPosition): void {
    newest += 1
    datum.value = 'wgs84'
    text.value = formatCoordinates(to)
    at.value = to
  }
  async function typed(position: Coordinate | undefined): Promise<void> {
    const mine = (newest += 1)
    error.value = undefined
    if (!position) return
    if (position.datum === 'wgs84') {
      at.value = { lat: position.lat, lng: position.lng }
      return
    }
    const answer = await ask('geocoding.convert', { positions: [position] })
    if (mine !== newest) return
    if (!answer.ok) {
      error.value = answer.error
      return
    }
    const wgs84 = answer.value[0]?.wgs84
    if (wgs84) at.value = { lat: wgs84.lat, lng: wgs84.lng }
  }
  return {
    on,
    text,
    datum,
    at,
    error,
    begin(to) {
      on.value = true
      move(to)
    },
    end() {
      newest += 1
      on.value = false
      at.value = undefined
      error.value = undefined
    },
    move,
    typed,
  }
}
