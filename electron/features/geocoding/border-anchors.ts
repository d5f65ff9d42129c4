/** A place of which the side is known, where the outline is rougher than the river that is the border. */
export interface Anchor {
  lat: number
  lng: number
  mainland: boolean
  /** Kilometres within which the nearest anchor decides instead of the outline. */
  reach: number
}

export const borderAnchors: readonly Anchor[] = []
