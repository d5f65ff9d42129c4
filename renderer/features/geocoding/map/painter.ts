import type { Map as LeafletMap } from 'leaflet'
import { type City, shownRank } from './cities'
import { type Cluster, clustersOf, partsOf } from './clusters'
import { degreeText, graticuleOf } from './graticule'
import { type MapLine, type MapLook, mapLooks, type MapPoint, type MapPosition } from './map-types'
import { lookTokens, shapeBox, shapes } from './shapes'

/** Up to here every point is drawn and labelled by itself. */
const fewPoints = 12
/** Beyond this, points that would lie over each other are drawn as one ring with their number. */
const manyPoints = 200
const squareSize = 40
const ringRadius = 14

/** Colours and face of the window, read anew when it changes its look. */
export interface MapColours {
  looks: Record<MapLook, string>
  text: string
  faint: string
  surface: string
  grid: string
  attention: string
  font: string
}

export function readColours(): MapColours {
  const style = getComputedStyle(document.documentElement)
  const token = (name: string) => style.getPropertyValue(name).trim()
  const looks = Object.fromEntries(mapLooks.map((look) => [look, token(lookTokens[look])])) as Record<MapLook, string>
  return {
    looks,
    text: token('--md-text'),
    faint: token('--md-text-faint'),
    surface: token('--md-surface'),
    grid: token('--md-border'),
    attention: token('--md-attention'),
    font: token('--md-font') || 'sans-serif',
  }
}

export interface Scene {
  points: readonly MapPoint[]
  lines: readonly MapLine[]
  selected: string | undefined
  hovered: string | undefined
  chinese: boolean
}

interface Box {
  left: number
  right: number
  top: number
  bottom: number
}

/** Draws what is not land on one canvas: net of degrees, cities, lines, points. Answers what it drew, for the mouse. */
export class Painter {
  readonly #map: LeafletMap
  readonly #context: CanvasRenderingContext2D
  readonly #cities: readonly City[]
  readonly #paths: Record<MapLook, Path2D>
  #taken: Box[] = []
  colours = readColours()

  constructor(map: LeafletMap, context: CanvasRenderingContext2D, cities: readonly City[]) {
    this.#map = map
    this.#context = context
    this.#cities = cities
    this.#paths = Object.fromEntries(mapLooks.map((look) => [look, new Path2D(shapes[look])])) as Record<MapLook, Path2D>
  }

  paint(scene: Scene): Cluster[] {
    const { x: width, y: height } = this.#map.getSize()
    this.#context.clearRect(0, 0, width, height)
    this.#taken = []
    this.#paintGrid(width, height)
    const visible = scene.points.filter((point) => this.#isInside(this.#at(point), width, height))
    const clusters = clustersOf(visible, (point) => this.#at(point), scene.points.length > manyPoints ? squareSize : 0)
    // Room is given first to what people came for; a city's name gives way.
    for (const { x, y } of clusters) this.#taken.push({ left: x - 10, right: x + 10, top: y - 10, bottom: y + 10 })
    for (const line of scene.lines) this.#paintLine(line)
    this.#paintPoints(clusters, visible, scene)
    this.#paintNames(visible, scene)
    this.#paintCities(scene.chinese, width, height)
    return clusters
  }

  #at({ lat, lng }: MapPosition): { x: number; y: number } {
    return this.#map.latLngToContainerPoint([lat, lng])
  }

  #isInside({ x, y }: { x: number; y: number }, width: number, height: number): boolean {
    return x > -20 && y > -20 && x < width + 20 && y < height + 20
  }

  #paintGrid(width: number, height: number) {
    const bounds = this.#map.getBounds()
    const net = graticuleOf({ south: bounds.getSouth(), north: bounds.getNorth(), west: bounds.getWest(), east: bounds.getEast(), width })
    const context = this.#context
    context.lineWidth = 1
    context.strokeStyle = this.colours.grid
    context.fillStyle = this.colours.faint
    context.font = `11px ${this.colours.font}`
    context.textAlign = 'start'
    for (const lng of net.lngs) {
      const x = Math.round(this.#at({ lat: 0, lng }).x) + 0.5
      this.#stroke(x, 0, x, height)
      context.fillText(degreeText(lng, 'lng'), x + 3, 12)
    }
    for (const lat of net.lats) {
      const y = Math.round(this.#at({ lat, lng: 0 }).y) + 0.5
      this.#stroke(0, y, width, y)
      if (y > 26) context.fillText(degreeText(lat, 'lat'), 4, y - 3)
    }
  }

  #stroke(fromX: number, fromY: number, toX: number, toY: number) {
    this.#context.beginPath()
    this.#context.moveTo(fromX, fromY)
    this.#context.lineTo(toX, toY)
    this.#context.stroke()
  }

  #paintCities(chinese: boolean, width: number, height: number) {
    const context = this.#context
    const rank = shownRank(this.#map.getZoom())
    context.font = `12px ${this.colours.font}`
    for (const city of this.#cities) {
      if (city.rank > rank) continue
      const { x, y } = this.#at(city)
      if (!this.#isInside({ x, y }, width, height)) continue
      const name = chinese ? city.zh : city.en
      const box = { left: x - 4, right: x + 8 + context.measureText(name).width, top: y - 9, bottom: y + 9 }
      if (!this.#takes(box)) continue
      context.fillStyle = this.colours.faint
      context.beginPath()
      context.arc(x, y, 1.8, 0, Math.PI * 2)
      context.fill()
      this.#write(name, x + 6, y + 4, this.colours.faint)
    }
  }

  /** Whether there is room; if so it is taken. */
  #takes(box: Box): boolean {
    const free = this.#taken.every((one) => one.right < box.left || one.left > box.right || one.bottom < box.top || one.top > box.bottom)
    if (free) this.#taken.push(box)
    return free
  }

  /** A text on the map, with a rim in the colour of the ground so that lines do not cross it. */
  #write(text: string, x: number, y: number, colour: string) {
    const context = this.#context
    context.lineWidth = 3
    context.lineJoin = 'round'
    context.strokeStyle = this.colours.surface
    context.strokeText(text, x, y)
    context.fillStyle = colour
    context.fillText(text, x, y)
  }

  #paintLine({ from, to, text, warns }: MapLine) {
    const context = this.#context
    const a = this.#at(from)
    const b = this.#at(to)
    context.strokeStyle = warns ? this.colours.attention : this.colours.text
    context.lineWidth = 2
    context.setLineDash([6, 4])
    this.#stroke(a.x, a.y, b.x, b.y)
    context.setLineDash([])
    context.font = `600 12px ${this.colours.font}`
    const width = context.measureText(text).width
    const middle = { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 }
    // A short line would be covered by its own text: beside it then.
    const beside = Math.hypot(a.x - b.x, a.y - b.y) < width + 32
    const x = beside ? Math.min(a.x, b.x) - width - 14 : middle.x - width / 2
    this.#taken.push({ left: x - 2, right: x + width + 2, top: middle.y - 14, bottom: middle.y + 6 })
    this.#write(text, x, beside ? middle.y + 4 : middle.y - 6, warns ? this.colours.attention : this.colours.text)
  }

  /** Rings lowest, then the chosen point, larger, then the others over it: one that lies on the same spot stays in sight. */
  #paintPoints(clusters: readonly Cluster[], visible: readonly MapPoint[], { selected }: Scene) {
    for (const cluster of clusters) if (cluster.points.length > 1) this.#paintRing(cluster)
    const chosen = visible.find(({ id }) => id === selected)
    if (chosen) this.#paintPoint(chosen, this.#at(chosen).x, this.#at(chosen).y, 1.6)
    for (const { points, x, y } of clusters) {
      const [only, second] = points
      if (only && !second && only !== chosen) this.#paintPoint(only, x, y, 1)
    }
  }

  #paintRing(cluster: Cluster) {
    const { x, y, points } = cluster
    const context = this.#context
    context.fillStyle = this.colours.surface
    context.beginPath()
    context.arc(x, y, ringRadius, 0, Math.PI * 2)
    context.fill()
    context.lineWidth = 4
    let from = -Math.PI / 2
    for (const { look, share } of partsOf(cluster)) {
      context.strokeStyle = this.colours.looks[look]
      context.beginPath()
      context.arc(x, y, ringRadius, from, (from += share * Math.PI * 2))
      context.stroke()
    }
    context.font = `600 11px ${this.colours.font}`
    context.fillStyle = this.colours.text
    context.textAlign = 'center'
    context.fillText(points.length > 999 ? `${Math.floor(points.length / 1000)}k` : String(points.length), x, y + 4)
    context.textAlign = 'start'
  }

  #paintPoint({ look }: MapPoint, x: number, y: number, scale: number) {
    const context = this.#context
    context.save()
    context.translate(x, y)
    context.scale(scale, scale)
    context.translate(-shapeBox / 2, -shapeBox / 2)
    context.lineWidth = 3
    context.lineJoin = 'round'
    context.strokeStyle = this.colours.surface
    context.stroke(this.#paths[look])
    context.fillStyle = this.colours.looks[look]
    context.fill(this.#paths[look])
    context.restore()
  }

  /** Names of the chosen point, of the one under the mouse, and of all where they are few. */
  #paintNames(visible: readonly MapPoint[], { points, selected, hovered }: Scene) {
    const named = points.length <= fewPoints ? visible : visible.filter(({ id }) => id === selected || id === hovered)
    const context = this.#context
    context.font = `12px ${this.colours.font}`
    // The chosen one first: where two names would lie over each other, its own stays.
    for (const point of named.toSorted((a, b) => Number(b.id === selected) - Number(a.id === selected))) {
      const { x, y } = this.#at(point)
      const name = [...point.label].length > 24 ? `${[...point.label].slice(0, 23).join('')}…` : point.label
      const box = { left: x + 11, right: x + 16 + context.measureText(name).width, top: y - 10, bottom: y + 8 }
      const isMeant = point.id === selected || point.id === hovered
      if (this.#takes(box)) this.#write(name, x + 13, y + 4, this.colours.text)
      else if (isMeant) {
        this.#taken.push(box)
        this.#write(name, x + 13, y + 4, this.colours.text)
      }
    }
  }
}
