/** Every value is escaped, whatever it is. */

import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { html, Html, NOTHING, pageText } from '../../../src/report/html/html.ts';
import { hostile } from './support/hostile.ts';
import { textOf } from './support/page.ts';

describe('html', () => {
  it('inserts markup as it is, and values escaped', () => {
    const name = `<b a="1" c='2'>&amp;</b>`;
    expect(html`<p title="${name}">${name} ${3} ${html`<i>${'<'}</i>`}</p>`.text).toBe(
      '<p title="&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;amp;&lt;/b&gt;">' +
        '&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;amp;&lt;/b&gt; 3 <i>&lt;</i></p>',
    );
  });

  it('joins lists of markup, and nothing adds nothing', () => {
    const items = [html`<li>1</li>`, html`<li>2</li>`];
    expect(html`<b>${items}${[]}${NOTHING}</b>`.text).toBe('<b><li>1</li><li>2</li></b>');
  });

  it('keeps the line ends of values when those of the templates are tightened', () => {
    const value = 'a\n   b\r\n\tc';
    const page = new Html(`<p>\n    ${html`${value}`.text}\n\n  </p>`);
    expect(pageText(page)).toBe('<p>\na&#10;   b&#13;&#10;&#9;c\n</p>');
  });

  it('lets no value end the text or the attribute that it is in', () => {
    fc.assert(
      fc.property(hostile, (value) => {
        const { text } = html`<p title="${value}">${value}</p>`;
        expect(text).toMatch(/^<p title="[^"<>]*">[^<>]*<\/p>$/);
      }),
    );
  });

  it('shows every value as it was', () => {
    fc.assert(
      fc.property(hostile, (value) => {
        const shown = textOf(html`<p>${value}</p>`.text);
        expect(shown).toBe(value.replaceAll(/\s+/g, ' ').trim());
      }),
    );
  });
});
