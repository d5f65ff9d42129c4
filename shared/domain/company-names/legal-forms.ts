/** Legal forms with the ways in which they are written; the longest first within a form. */
const forms: readonly (readonly string[])[] = [
  ['private limited company', 'pte ltd', 'pte limited', 'pvt ltd', 'pty ltd', 'pty limited', 'co ltd', 'co limited', 'company limited', 'limited', 'ltd'],
  ['incorporated', 'inc'],
  ['corporation', 'corp'],
  ['company', 'co'],
  ['limited liability company', 'llc'],
  ['public limited company', 'plc'],
  ['gesellschaft mit beschrankter haftung', 'gmbh'],
  ['aktiengesellschaft', 'ag'],
  ['besloten vennootschap', 'bv', 'b v'],
  ['societe a responsabilite limitee', 'sarl', 's a r l'],
  ['societe anonyme', 'sa', 's a'],
  ['sociedad limitada', 's l', 'sl'],
  ['societa a responsabilita limitata', 'srl', 's r l'],
  ['kabushiki kaisha', 'kk', 'k k'],
  ['有限责任公司', '有限責任公司', '有限公司', '股份有限公司', '株式会社', '주식회사'],
]

const endings = forms.flat().sort((a, b) => b.length - a.length)

/** A name in which its legal form is left out, for the question whether only that differs. */
export function withoutLegalForm(name: string): string {
  let text = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\p{P}\p{S}]+/gu, ' ')
    .replaceAll(/\s+/gu, ' ')
    .trim()
  for (;;) {
    const ending = endings.find((one) => text.endsWith(/^[a-z ]+$/u.test(one) ? ` ${one}` : one) && text.length > one.length)
    if (ending === undefined) return text
    text = text.slice(0, -ending.length).trim()
  }
}
