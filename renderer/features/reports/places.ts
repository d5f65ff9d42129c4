/** The screens of the library side by side. */
export const reportPlaces = [
  { path: '/reports', title: 'reports.places.library' },
  { path: '/reports/verify', title: 'reports.places.verify' },
  { path: '/reports/open', title: 'reports.places.open' },
] as const
