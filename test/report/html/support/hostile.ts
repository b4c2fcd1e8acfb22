/** Values that somebody may choose to do harm. */

import * as fc from 'fast-check';

/** Text that is likely to break out of where it is put. */
export const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.constantFrom(
        '<script>alert(1)</script>',
        '</style>',
        '</td></tr></table>',
        '"><img src=x onerror=alert(1)>',
        "' onmouseover='x",
        '<!--',
        '-->',
        ']]>',
        '&lt;',
        '&',
        '${x}',
        '\n',
        '\u0000',
        '\u202e',
        '\ud800',
      ),
      { minLength: 1, maxLength: 5 },
    )
    .map((parts) => parts.join('')),
);
