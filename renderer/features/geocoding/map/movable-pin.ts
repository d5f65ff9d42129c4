import { divIcon, type LatLng, type Map as LeafletMap, marker, type Marker } from 'leaflet'
import type { MapPosition } from './map-types'

const pinPath = 'M14 1a11 11 0 0 1 11 11c0 7.5-8 13.5-11 23c-3-9.5-11-15.5-11-23a11 11 0 0 1 11-11z'
const size: [number, number] = [28, 36]
/** Pixels that an arrow key moves the pin; with Shift. */
const stepPixels = 1
const leapPixels = 10
const arrows: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }

/** The pin that a person puts right: dragged, or focused and moved with the arrow keys (Shift: ten times as far). */
export class MovablePin {
  readonly #map: LeafletMap
  readonly #moved: (to: MapPosition) => void
  #pin: Marker | undefined

  constructor(map: LeafletMap, moved: (to: MapPosition) => void) {
    this.#map = map
    this.#moved = moved
  }

  get at(): MapPosition | undefined {
    return this.#pin ? position(this.#pin.getLatLng()) : undefined
  }

  /** @param name says to a screen reader what it is and how it moves */
  set(at: MapPosition | undefined, name: string) {
    if (!at) {
      this.#pin?.remove()
      this.#pin = undefined
      return
    }
    if (this.#pin) this.#moveTo(this.#pin, at)
    else this.#pin = this.#make(at)
    this.#pin.getElement()?.setAttribute('aria-label', name)
  }

  #make(at: MapPosition): Marker {
    const icon = divIcon({ className: 'map-pin', html: picture(), iconSize: size, iconAnchor: [size[0] / 2, size[1] - 1] })
    const pin = marker(at, { icon, draggable: true, keyboard: true, autoPan: true, zIndexOffset: 1000 }).addTo(this.#map)
    pin.on('dragend', () => this.#tell(pin))
    pin.getElement()?.addEventListener('keydown', (event) => this.#key(pin, event))
    return pin
  }

  #key(pin: Marker, event: KeyboardEvent) {
    const direction = arrows[event.key]
    if (!direction) return
    event.preventDefault()
    event.stopPropagation()
    const by = event.shiftKey ? leapPixels : stepPixels
    const from = this.#map.latLngToContainerPoint(pin.getLatLng())
    this.#moveTo(pin, this.#map.containerPointToLatLng([from.x + direction[0] * by, from.y + direction[1] * by]))
    this.#tell(pin)
  }

  /** The map follows where it would be out of sight. */
  #moveTo(pin: Marker, to: MapPosition) {
    pin.setLatLng(to)
    if (!this.#map.getBounds().contains(pin.getLatLng())) this.#map.panTo(pin.getLatLng(), { animate: false })
  }

  #tell(pin: Marker) {
    this.#moved(position(pin.getLatLng()))
  }
}

function position({ lat, lng }: LatLng): MapPosition {
  return { lat: Number(lat.toFixed(7)), lng: Number(lng.toFixed(7)) }
}

/** Built element by element: markup in a string could carry styles that the page's policy refuses. */
function picture(): HTMLElement {
  const space = 'http://www.w3.org/2000/svg'
  const svg = document.createElementNS(space, 'svg')
  svg.setAttribute('viewBox', `0 0 ${size[0]} ${size[1]}`)
  svg.setAttribute('aria-hidden', 'true')
  const shape = document.createElementNS(space, 'path')
  shape.setAttribute('d', pinPath)
  const dot = document.createElementNS(space, 'circle')
  for (const [name, value] of [['cx', '14'], ['cy', '12'], ['r', '4']] as const) dot.setAttribute(name, value)
  svg.append(shape, dot)
  const holder = document.createElement('span')
  holder.append(svg)
  return holder
}
