/**
 * Makes `mainland.json` of world-atlas' `countries-10m.json` (Natural Earth 1:10m, public domain; ISC): the outline by which
 * `electron/features/geocoding/border.ts` tells the mainland. Run: `node resources/geo/make-mainland.mjs`.
 *
 * Nothing is simplified beyond what world-atlas did (its grid: 0.0036° by 0.0017°, some 200–400 m). Kept are the lines of
 * China, in which Hong Kong, Macau and Taiwan are countries of their own, and of all others those lines that come within
 * `nearDegrees` of it: an arc that both share is kept once. Form: `arcs` in grid steps, the first point absolute and every
 * further one relative; `mainland` lists rings of arcs (topojson's signs), `others` arcs. The file draws no map and is
 * shown to nobody.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const nearDegrees = 0.8
const world = JSON.parse(readFileSync(createRequire(import.meta.url).resolve('world-atlas/countries-10m.json'), 'utf8'))
const { arcs, transform, objects } = world
const arcOf = (ref) => (ref < 0 ? ~ref : ref)
const polygonsOf = ({ type, arcs: of }) => (type === 'Polygon' ? [of] : of)

const isChina = ({ id }) => id === '156'
const china = objects.countries.geometries.filter(isChina).flatMap(polygonsOf).flat()
const others = objects.countries.geometries.filter((country) => !isChina(country)).flatMap(polygonsOf).flat(2).map(arcOf)

/** Points of an arc in degrees. */
function pointsOf(arc) {
  let [x, y] = [0, 0]
  return arcs[arc].map(([dx, dy]) => {
    x += dx
    y += dy
    return [x * transform.scale[0] + transform.translate[0], y * transform.scale[1] + transform.translate[1]]
  })
}

const cells = new Set()
const cellOf = (value) => Math.floor(value / nearDegrees)
for (const arc of new Set(china.flat().map(arcOf)))
  for (const [lng, lat] of pointsOf(arc))
    for (const dx of [-1, 0, 1]) for (const dy of [-1, 0, 1]) cells.add(`${cellOf(lng) + dx} ${cellOf(lat) + dy}`)
const isNear = ([lng, lat]) => cells.has(`${cellOf(lng)} ${cellOf(lat)}`)

const kept = []
const numberOf = new Map()
function keep(arc) {
  const known = numberOf.get(arc)
  if (known !== undefined) return known
  numberOf.set(arc, kept.length)
  kept.push(arcs[arc].flat())
  return kept.length - 1
}
const mainland = china.map((ring) => ring.map((ref) => (ref < 0 ? ~keep(~ref) : keep(ref))))

/** Of a line that is far away mostly, the parts that are near. */
const near = []
for (const arc of new Set(others)) {
  if (numberOf.has(arc)) {
    near.push(numberOf.get(arc))
    continue
  }
  const isKept = pointsOf(arc).map(isNear)
  let [x, y] = [0, 0]
  let part = []
  const end = () => {
    if (part.length >= 4) near.push(kept.push(part) - 1)
    part = []
  }
  arcs[arc].forEach(([dx, dy], index) => {
    x += dx
    y += dy
    const wanted = isKept[index] || isKept[index - 1] || isKept[index + 1]
    if (!wanted) end()
    else part.push(...(part.length === 0 ? [x, y] : [dx, dy]))
  })
  end()
}
writeFileSync(
  new URL('mainland.json', import.meta.url),
  `${JSON.stringify({ source: 'Natural Earth 1:10m by way of world-atlas 2.0.2 (ISC); public domain', scale: transform.scale, translate: transform.translate, arcs: kept, mainland, others: near })}\n`,
)
