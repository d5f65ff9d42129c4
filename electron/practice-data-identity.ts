/** People of the example: the samples that descriptions of GB 11643 print. They are nobody. */
export const practicePeople: readonly { name: string; number: string }[] = [
  { name: '张三', number: '11010519491231002X' },
  { name: '欧阳娜', number: '34052419800101001X' },
]
