import { canvas, control, DomUtil, geoJSON, latLngBounds, type LeafletMouseEvent, type Map as LeafletMap, map as createMap } from 'leaflet'
import 'leaflet/dist/leaflet.css'
import { readCities } from './cities'
import type { Cluster } from './clusters'
import { readLand } from './land'
import type { MapEvents, MapHandle, MapPoint } from './map-types'
import { MovablePin } from './movable-pin'
import { Painter, readColours, type Scene } from './painter'

/** Closer than this the window is a few dozen metres wide. */
const maxZoom = 19
/** Where a single point is shown: the town around it. */
const singleZoom = 9
/** How far a click may lie beside a point, pixels. */
const reach = 16
const world = { lat: 28, lng: 100, zoom: 2 }

/**
 * A map that needs no network: coastlines, a net of degrees, big cities, the points. Leaflet pans, zooms and drags; it
 * fetches nothing, for there is no layer of tiles.
 */
export function openMap(room: HTMLElement, chinese: boolean, events: MapEvents): MapHandle {
  const map = createMap(room, {
    zoomControl: false,
    attributionControl: false,
    // Calm: nothing slides or bounces.
    zoomAnimation: false,
    fadeAnimation: false,
    markerZoomAnimation: false,
    inertia: false,
    scrollWheelZoom: false,
    minZoom: 1,
    maxZoom,
    maxBounds: [
      [-85, -180],
      [85, 180],
    ],
    maxBoundsViscosity: 1,
    renderer: canvas({ padding: 0.3 }),
  }).setView(world, world.zoom)
  control.scale({ imperial: false, position: 'bottomright', maxWidth: 140 }).addTo(map)
  const land = geoJSON(readLand(), { interactive: false, style: landStyle }).addTo(map)
  const board = new Board(map, chinese, events)
  const observer = new ResizeObserver(() => map.invalidateSize({ animate: false }))
  observer.observe(room)
  const pin = new MovablePin(map, (to) => events.pinMoved(to))
  return {
    setPoints: (points) => board.show({ points }),
    setLines: (lines) => board.show({ lines }),
    setPin: (at, name) => pin.set(at, name),
    select: (id) => board.select(id),
    restyle: (nowChinese) => {
      land.setStyle(landStyle())
      board.restyle(nowChinese)
    },
    fit: () => board.fit(pin.at),
    zoomBy: (steps) => map.setZoom(map.getZoom() + steps),
    destroy: () => {
      observer.disconnect()
      map.remove()
    },
  }
}

/** The colours of the sheet; the sea is the ground of the room (`GeoMap.vue`). */
function landStyle() {
  const token = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim()
  return { color: token('--md-border-strong'), weight: 0.8, fillColor: token('--md-surface'), fillOpacity: 1 }
}

/** The canvas over the land, and the mouse on it. */
class Board {
  readonly #map: LeafletMap
  readonly #events: MapEvents
  readonly #canvas = document.createElement('canvas')
  readonly #painter: Painter | undefined
  #clusters: Cluster[] = []
  #scene: Scene
  #waiting = false

  constructor(map: LeafletMap, chinese: boolean, events: MapEvents) {
    this.#map = map
    this.#events = events
    this.#scene = { points: [], lines: [], selected: undefined, hovered: undefined, chinese }
    const pane = map.createPane('board')
    pane.style.zIndex = '450'
    pane.style.pointerEvents = 'none'
    pane.append(this.#canvas)
    const context = this.#canvas.getContext('2d')
    if (context) this.#painter = new Painter(map, context, readCities())
    // At once where the sheet moves under the canvas; what else changes can wait for the next frame.
    map.on('move', () => this.#paint())
    map.on('zoomend resize', () => this.#paintSoon())
    map.on('click', (event) => this.#click(event))
    map.on('mousemove', (event) => this.#hover(event))
    map.on('keydown', ({ originalEvent }) => this.#key(originalEvent))
    // A page that is scrolled past the map goes on scrolling; who has clicked into the map zooms with the wheel.
    map.on('focus', () => map.scrollWheelZoom.enable())
    map.on('blur', () => map.scrollWheelZoom.disable())
    this.#paint()
  }

  show(more: Partial<Scene>) {
    this.#scene = { ...this.#scene, ...more }
    this.#paintSoon()
  }

  select(id: string | undefined) {
    this.show({ selected: id })
    const point = this.#scene.points.find((one) => one.id === id)
    if (point && !this.#map.getBounds().contains([point.lat, point.lng])) this.#map.panTo([point.lat, point.lng], { animate: false })
  }

  restyle(chinese: boolean) {
    if (this.#painter) this.#painter.colours = readColours()
    this.show({ chinese })
  }

  fit(pin: { lat: number; lng: number } | undefined) {
    const all = [...this.#scene.points, ...(pin ? [pin] : [])].map(({ lat, lng }): [number, number] => [lat, lng])
    const bounds = latLngBounds(all)
    if (!bounds.isValid()) this.#map.setView(world, world.zoom, { animate: false })
    else if (bounds.getNorthEast().equals(bounds.getSouthWest())) this.#map.setView(bounds.getCenter(), singleZoom, { animate: false })
    else this.#map.fitBounds(bounds, { padding: [56, 56], maxZoom: 17, animate: false })
  }

  /** Several changes of one tick are drawn once. */
  #paintSoon() {
    if (this.#waiting) return
    this.#waiting = true
    requestAnimationFrame(() => {
      this.#waiting = false
      this.#paint()
    })
  }

  #paint() {
    if (!this.#painter || !this.#canvas.isConnected) return
    const { x: width, y: height } = this.#map.getSize()
    const dots = window.devicePixelRatio || 1
    if (this.#canvas.width !== width * dots || this.#canvas.height !== height * dots) {
      Object.assign(this.#canvas, { width: width * dots, height: height * dots })
      Object.assign(this.#canvas.style, { width: `${width}px`, height: `${height}px` })
    }
    this.#canvas.getContext('2d')?.setTransform(dots, 0, 0, dots, 0, 0)
    DomUtil.setPosition(this.#canvas, this.#map.containerPointToLayerPoint([0, 0]))
    this.#clusters = this.#painter.paint(this.#scene)
  }

  /** What was drawn nearest to a place in the window, within reach. */
  #near({ containerPoint: { x, y } }: LeafletMouseEvent): Cluster | undefined {
    const away = (one: Cluster) => Math.hypot(one.x - x, one.y - y)
    const [nearest] = this.#clusters.filter((one) => away(one) <= reach).sort((a, b) => away(a) - away(b))
    return nearest
  }

  #click(event: LeafletMouseEvent) {
    const hit = this.#near(event)
    if (!hit) this.#events.pick(inWorld(event.latlng))
    else this.#open(hit)
  }

  /** One point is chosen; a ring is looked into, or gone through where its points lie on one spot. */
  #open({ points }: Cluster) {
    const bounds = latLngBounds(points.map(({ lat, lng }): [number, number] => [lat, lng]))
    const oneSpot = bounds.getNorthEast().distanceTo(bounds.getSouthWest()) < 1
    if (points.length > 1 && !oneSpot && this.#map.getZoom() < maxZoom) {
      this.#map.fitBounds(bounds, { padding: [56, 56], maxZoom, animate: false })
      return
    }
    const next = points[(points.findIndex(({ id }) => id === this.#scene.selected) + 1) % points.length]
    if (next) this.#events.select(next.id)
  }

  #hover(event: LeafletMouseEvent) {
    const hit = this.#near(event)
    const one = hit?.points.length === 1 ? hit.points[0]?.id : undefined
    this.#map.getContainer().style.cursor = hit ? 'pointer' : ''
    if (one !== this.#scene.hovered) this.show({ hovered: one })
  }

  /** Page up and down go from point to point in the view; Enter takes the middle. Arrows, + and − are Leaflet's. */
  #key(event: KeyboardEvent) {
    // What the pin was told is not meant for the sheet.
    if (event.target !== this.#map.getContainer()) return
    const steps = { PageDown: 1, PageUp: -1 }[event.key]
    if (steps !== undefined) {
      event.preventDefault()
      this.#step(steps)
    } else if (event.key === 'Enter') {
      event.preventDefault()
      this.#events.pick(inWorld(this.#map.getCenter()))
    }
  }

  #step(by: number) {
    const { points, selected } = this.#scene
    const visible = points.filter(({ lat, lng }) => this.#map.getBounds().contains([lat, lng]))
    const among: readonly MapPoint[] = visible.length > 0 ? visible : points
    const at = among.findIndex(({ id }) => id === selected)
    const next = among.at(at < 0 ? (by > 0 ? 0 : -1) : (at + by) % among.length)
    if (next) this.#events.select(next.id)
  }
}

/** Seven decimals are a centimetre; more would be said by no one. */
function inWorld({ lat, lng }: { lat: number; lng: number }) {
  return { lat: Number(lat.toFixed(7)), lng: Number(Math.max(-180, Math.min(180, lng)).toFixed(7)) }
}
