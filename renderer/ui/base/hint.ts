import type { Directive } from 'vue'

const hintId = 'md-hint'
type HintText = string | (() => string) | undefined

const texts = new WeakMap<HTMLElement, HintText>()
let shownFor: HTMLElement | undefined

function hintElement(): HTMLElement {
  const existing = document.getElementById(hintId)
  if (existing) return existing
  const element = document.createElement('div')
  element.id = hintId
  element.className = 'md-hint'
  element.setAttribute('role', 'tooltip')
  element.setAttribute('popover', 'manual')
  document.body.append(element)
  return element
}

function place(element: HTMLElement, target: HTMLElement): void {
  const box = target.getBoundingClientRect()
  const gap = 6
  const below = box.bottom + gap + element.offsetHeight <= window.innerHeight
  const top = below ? box.bottom + gap : Math.max(gap, box.top - gap - element.offsetHeight)
  const left = Math.min(Math.max(gap, box.left), Math.max(gap, window.innerWidth - element.offsetWidth - gap))
  element.style.top = `${top}px`
  element.style.left = `${left}px`
}

function show(target: HTMLElement): void {
  const given = texts.get(target)
  const text = typeof given === 'function' ? given() : given
  if (!text) return
  const element = hintElement()
  element.textContent = text
  // The top layer: above dialogs, never cut by a table cell.
  const isOpen = shownFor !== undefined && element.matches(':popover-open')
  if (typeof element.showPopover === 'function' && !isOpen) element.showPopover()
  element.hidden = false
  if (shownFor !== target) {
    target.addEventListener('mouseleave', onLeave)
    target.addEventListener('focusout', onLeave)
    target.addEventListener('keydown', onKey)
  }
  shownFor = target
  target.setAttribute('aria-describedby', hintId)
  place(element, target)
}

function hide(target: HTMLElement): void {
  if (shownFor !== target) return
  shownFor = undefined
  target.removeAttribute('aria-describedby')
  target.removeEventListener('mouseleave', onLeave)
  target.removeEventListener('focusout', onLeave)
  target.removeEventListener('keydown', onKey)
  const element = document.getElementById(hintId)
  if (!element) return
  if (typeof element.hidePopover === 'function') element.hidePopover()
  element.hidden = true
}

const onEnter = (event: Event) => show(event.currentTarget as HTMLElement)
const onLeave = (event: Event) => hide(event.currentTarget as HTMLElement)
const onKey = (event: KeyboardEvent) => {
  if (event.key === 'Escape') hide(event.currentTarget as HTMLElement)
}

/**
 * `v-hint="text"`: a short text over hover and focus, for the full value of a shortened one or the reason why something
 * is disabled. One floating element serves all, so a table of thousands of cells costs nothing. An empty text is none;
 * a function is asked only when the hint is shown.
 */
export const vHint: Directive<HTMLElement, HintText> = {
  mounted(element, { value }) {
    texts.set(element, value)
    element.addEventListener('mouseenter', onEnter)
    element.addEventListener('focusin', onEnter)
  },
  updated(element, { value }) {
    texts.set(element, value)
    if (shownFor !== element) return
    if (value) show(element)
    else hide(element)
  },
  beforeUnmount(element) {
    hide(element)
    texts.delete(element)
  },
}
