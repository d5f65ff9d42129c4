import { mount, type VueWrapper } from '@vue/test-utils'
import type { Component } from 'vue'
import { createI18n } from 'vue-i18n'
import zh from '@shared/texts/zh-CN/ui.json'

/** A part; one with a type parameter (`generic`) is typed as a function. */
type Part = Component | ((...args: never[]) => unknown)

/** Mounts a part with its Chinese texts into the document, so that focus and keys behave; for tests. */
export function mountPart(
  part: Part,
  props: Record<string, unknown> = {},
  slots: Record<string, unknown> = {},
): VueWrapper {
  const i18n = createI18n({
    legacy: false,
    locale: 'zh-CN',
    missingWarn: false,
    fallbackWarn: false,
    messages: { 'zh-CN': zh },
  })
  return mount(part as Component, {
    props,
    slots: slots,
    attachTo: document.body,
    global: { plugins: [i18n] },
  })
}

/** What a key press in the wrapper's element sends. */
export const key = (name: string, more: Partial<KeyboardEventInit> = {}) => ({ key: name, ...more })
