import { cities, type City, folded, type Spot } from './gazetteer'
import { type At, hashOf, metresBetween, moved, scattered } from './spread'

/**
 * How well an address is known, from the best: the very place; its street with another number; its street alone; a made
 * up point near the city, because the street is in no list; nothing but the city.
 */
export type Fineness = 'spot' | 'number' | 'street' | 'made' | 'city'

export interface FoundPlace {
  city: City
  spot?: Spot
  fineness: Fineness
  at: At
  street: string
  number: string
  /** 0–99, always the same for the same address: by it answers differ in how good they are. */
  luck: number
  /** The address was written in Chinese characters. */
  chinese: boolean
}

/** An address with one of these is known nowhere, however good it looks: to try what happens then. */
const nowhere = ['nowhere', '查无此地']
/** A street may be called after a city: 南京东路 is in Shanghai. */
const streetAfterName = /^[东西南北中]?(?:一|二|三)?(?:路|街|大道|大街|道)/u

/** @returns the city named in it; `undefined` where none is */
function cityIn(address: string, among: (city: City) => boolean): City | undefined {
  const text = folded(address)
  return chineseCity(text, among) ?? latinCity(text, among)
}

/** In Chinese the city comes first. */
function chineseCity(text: string, among: (city: City) => boolean): City | undefined {
  let best: { city: City; at: number } | undefined
  for (const city of cities) {
    if (!among(city)) continue
    for (const name of city.written.chinese) {
      let at = text.indexOf(name)
      while (at >= 0 && streetAfterName.test(text.slice(at + name.length))) at = text.indexOf(name, at + 1)
      if (at >= 0 && (!best || at < best.at)) best = { city, at }
    }
  }
  return best?.city
}

/** In Latin letters it comes last. */
function latinCity(text: string, among: (city: City) => boolean): City | undefined {
  const padded = ` ${text} `
  let best: { city: City; at: number } | undefined
  for (const city of cities) {
    if (!among(city)) continue
    for (const name of city.written.latin) {
      const at = padded.lastIndexOf(` ${name} `)
      if (at >= 0 && (!best || at > best.at)) best = { city, at }
    }
  }
  return best?.city
}

/**
 * Where an address is.
 * @param cityNeeded an address without a city is not looked up by the name of a place alone
 */
export function findAddress(address: string, among: (city: City) => boolean, cityNeeded: boolean): FoundPlace | 'noCity' | undefined {
  const text = folded(address)
  if (nowhere.some((word) => text.includes(word))) return undefined
  const city = cityIn(address, among)
  if (city) return inCity(text, city)
  if (cityNeeded) return 'noCity'
  for (const one of cities) {
    if (!among(one)) continue
    const spot = one.spots.find(({ written }) => written.names.some((name) => has(text, name)))
    if (spot) return whole(text, one, spot)
  }
  return undefined
}

/** Names in Latin letters must stand as whole words. */
function has(text: string, name: string): boolean {
  return /\p{Script=Han}/u.test(name) ? text.replaceAll(' ', '').includes(name.replaceAll(' ', '')) : ` ${text} `.includes(` ${name} `)
}

function common(text: string) {
  return { luck: hashOf(text) % 100, chinese: /\p{Script=Han}/u.test(text) }
}

function whole(text: string, city: City, spot: Spot): FoundPlace {
  const known = common(text)
  return { city, spot, fineness: 'spot', at: spot.at, street: streetOf(spot, known.chinese), number: spot.number, ...known }
}

function streetOf({ street }: Spot, chinese: boolean): string {
  return chinese && street.chinese !== '' ? street.chinese : street.latin
}

function inCity(text: string, city: City): FoundPlace {
  const byName = city.spots.find(({ written }) => written.names.some((name) => has(text, name)))
  if (byName) return whole(text, city, byName)
  const onStreet = city.spots.filter(({ written }) => written.streets.some((street) => has(text, street)))
  const numbers = numbersIn(text)
  const exact = onStreet.find(({ number }) => numbers.includes(number))
  if (exact) return whole(text, city, exact)
  const [near] = onStreet
  return near ? alongStreet(text, city, near, numbers) : elsewhere(text, city, numbers)
}

/** 221b is one, the 5 of 5th is none. */
const numbersIn = (text: string) => [...text.matchAll(/\d+(?!\d|st\b|nd\b|rd\b|th\b)(?:[a-z](?![a-z]))?/gu)].map(([number]) => number)
const metresOfNumber = 6
const longestStreet = 1500

/** House numbers rise along a straight street. */
function alongStreet(text: string, city: City, spot: Spot, numbers: readonly string[]): FoundPlace {
  const street = streetOf(spot, common(text).chinese)
  const number = numbers.find((one) => one.length <= 5)
  const turn = (hashOf(street) % 1000) / 1000
  const metres = number === undefined ? 120 : Math.min(longestStreet, Math.abs(Number.parseInt(number, 10) - Number.parseInt(spot.number, 10)) * metresOfNumber)
  return { city, spot, fineness: number === undefined ? 'street' : 'number', at: moved(spot.at, metres, turn), street, number: number ?? '', ...common(text) }
}

function elsewhere(text: string, city: City, numbers: readonly string[]): FoundPlace {
  const known = common(text)
  const rest = restOf(text, city)
  if (rest === '') return { city, fineness: 'city', at: city.at, street: '', number: '', ...known }
  const number = numbers.find((one) => one.length <= 5) ?? ''
  const street = known.chinese ? chineseStreet(rest) : latinStreet(rest)
  return { city, fineness: 'made', at: scattered(city.at, text, 400, 6000), street, number, ...known }
}

/** What remains of an address without city and state. */
function restOf(text: string, city: City): string {
  const names = [...city.written.chinese, ...city.written.latin, folded(city.admin.chinese), folded(city.admin.latin), '中国', '市', '省']
  return names
    .toSorted((a, b) => b.length - a.length)
    .reduce((rest, name) => rest.replaceAll(name, ' '), text)
    .replaceAll(/\s+/gu, ' ')
    .trim()
}

const chineseStreet = (rest: string) => /[\p{Script=Han}\p{N}]{1,10}?(?:路|街|大道|巷|胡同|道)/u.exec(rest.replace(/^.*?[区县]/u, ''))?.[0] ?? ''
const latinStreet = (rest: string) => (/(?:\p{L}[\p{L} ]{2,40})/u.exec(rest)?.[0] ?? '').trim()

const nearEnough = 200
const withinCity = 40_000

export interface NearPlace {
  city: City
  spot?: Spot
  at: At
  metres: number
}

/** What is at a position: a known place near by, or the city around it. */
export function placeAt(at: At): NearPlace | undefined {
  let nearest: NearPlace | undefined
  for (const city of cities) {
    const toCity = metresBetween(at, city.at)
    if (toCity > withinCity * 2) continue
    for (const spot of city.spots) {
      const metres = metresBetween(at, spot.at)
      if (metres <= nearEnough && metres < (nearest?.metres ?? Infinity)) nearest = { city, spot, at: spot.at, metres }
    }
    if (!nearest?.spot && toCity <= withinCity && toCity < (nearest?.metres ?? Infinity)) nearest = { city, at, metres: toCity }
  }
  return nearest
}
