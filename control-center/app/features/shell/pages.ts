/** Pages that exist, as the navigation lists them. */
export const PAGES = [
  { to: '/', title: 'Control center' },
  { to: '/runs', title: 'Runs' },
] as const
