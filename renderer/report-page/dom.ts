type Child = Node | string | undefined | false

interface Props {
  class?: string | undefined
  text?: string | undefined
  on?: Partial<Record<keyof HTMLElementEventMap, (event: Event) => void>> | undefined
  [attribute: string]: string | boolean | object | undefined
}

/** Makes an element. Texts become text nodes and attributes, never markup: what a report holds is not ours. */
export function element<K extends keyof HTMLElementTagNameMap>(tag: K, props: Props = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag)
  const { text, on, ...attributes } = props
  for (const [name, value] of Object.entries(attributes))
    if (typeof value === 'string' || value === true) made.setAttribute(name, value === true ? '' : value)
  if (text !== undefined) made.textContent = text
  for (const [event, listener] of Object.entries(on ?? {})) if (listener) made.addEventListener(event, listener)
  made.append(...children.filter((child) => child !== undefined && child !== false))
  return made
}

const svgSpace = 'http://www.w3.org/2000/svg'

export function drawn(tag: string, attributes: Record<string, string | number>, ...children: (Node | string)[]): SVGElement {
  const made = document.createElementNS(svgSpace, tag)
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value))
  made.append(...children)
  return made
}

/** What stands in a script element of the page. */
export function embedded(id: string): string {
  return document.getElementById(id)?.textContent ?? ''
}

export const metaOf = (name: string): string => document.querySelector(`meta[name="${name}"]`)?.getAttribute('content') ?? ''

/** Until the page has been drawn once more. */
export const nextFrame = (): Promise<void> =>
  new Promise((resolve) => {
    // A page in the background is not drawn; it goes on all the same.
    const late = setTimeout(resolve, 50)
    requestAnimationFrame(() => {
      clearTimeout(late)
      setTimeout(resolve)
    })
  })
