/** Where a fact is from and of when; the article itself names no year, its text reaches 2023-12-27 (A23). */
export const article = { source: 'A23', asOf: '2023-12-27', certain: true } as const
