import { describe, expect, it } from 'vitest'
import { html } from './html'

describe('html', () => {
  it('escapes every value, in text and in attributes', () => {
    const evil = `"><script>alert('1')</script>&`
    expect(html`<a title="${evil}">${evil}</a>`.toString()).toBe(
      '<a title="&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;">' +
        '&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;</a>',
    )
  })

  it('keeps nested markup, joins lists and leaves out what is absent', () => {
    expect(html`<ul>${['<', '>'].map((text) => html`<li>${text}</li>`)}</ul>${false}${null}${undefined}${0}`.toString())
      .toBe('<ul><li>&lt;</li><li>&gt;</li></ul>0')
  })
})
