import type { ReactNode } from 'react'

const CIRCLE = <circle cx="8" cy="8" r="6.2" />

/** Drawn on a 16 × 16 grid; states differ by shape, not only by colour. */
const SHAPES = {
  logo: (
    <>
      <path d="M8 1.5 14 5v6l-6 3.5L2 11V5Z" />
      <path d="M4.5 8.5h2l1.2-2.5 1.5 4 1-1.5h1.3" />
    </>
  ),
  ok: (
    <>
      {CIRCLE}
      <path d="m5.3 8.2 1.9 1.9 3.6-4" />
    </>
  ),
  warn: (
    <>
      <path d="M8 2.2 14.2 13H1.8Z" />
      <path d="M8 6.4v3M8 11.2v.1" />
    </>
  ),
  bad: (
    <>
      <path d="M5.5 1.9h5l3.6 3.6v5l-3.6 3.6h-5l-3.6-3.6v-5Z" />
      <path d="m6 6 4 4m0-4-4 4" />
    </>
  ),
  clock: (
    <>
      {CIRCLE}
      <path d="M8 4.6V8l2.2 1.4" />
    </>
  ),
  play: (
    <>
      {CIRCLE}
      <path d="M6.6 5.4 10.6 8l-4 2.6Z" fill="currentColor" />
    </>
  ),
  unknown: (
    <>
      <circle cx="8" cy="8" r="6.2" strokeDasharray="2.4 2.4" />
      <path d="M6.6 6.4c.1-1.8 3-1.7 2.8.1-.1 1-1.4 1.1-1.4 2.2M8 10.9v.1" />
    </>
  ),
  circle: CIRCLE,
  bolt: <path d="M9 1.8 3.5 9H8l-1 5.2L12.5 7H8Z" />,
  lock: <path d="M3.5 7.5h9V14h-9ZM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5" />,
  undo: <path d="M3 6.5h7a3.5 3.5 0 0 1 0 7H7M3 6.5 6 3.5M3 6.5l3 3" />,
  busy: <path d="M8 1.8A6.2 6.2 0 1 1 2.6 5" />,
  close: <path d="m4 4 8 8m0-8-8 8" />,
  menu: <path d="M2.5 4.5h11M2.5 8h11M2.5 11.5h11" />,
  external: <path d="M6 3.5H3v9.5h9.5V10M9 3h4v4M13 3 7.5 8.5" />,
  sun: (
    <>
      <circle cx="8" cy="8" r="2.8" />
      <path d="M8 1.5v1.6M8 12.900v1.6M1.500 8h1.600M12.900 8h1.600M3.400 3.400l1.100 1.100M11.500 11.500l1.100 1.100M3.400 12.600l1.100-1.100M11.500 4.500l1.100-1.100" />
    </>
  ),
  moon: <path d="M13.500 9.600A5.800 5.800 0 1 1 6.400 2.500a4.600 4.600 0 0 0 7.100 7.100Z" />,
  copy: <path d="M5.500 5.500h8v8h-8ZM10.500 5.500v-3h-8v8h3" />,
  left: <path d="M10 3.500 5.500 8l4.500 4.500" />,
  right: <path d="M6 3.500 10.500 8 6 12.500" />,
  search: <path d="M7 2.500a4.500 4.500 0 1 1 0 9 4.500 4.500 0 0 1 0-9ZM10.300 10.300 14 14" />,
  missing: <path d="M1.500 8h2.500m8 0h2.500M5.500 5.500h1.500m2 0h1.500v1.500m0 2v1.500H9m-2 0H5.500V9m0-2V5.500" />,
  'thumb-up': (
    <path d="M2.500 7.500h2.500v6H2.500ZM5 7.500 8 2.200c1.300 0 1.800 1 1.500 2.200L9 6.500h3.300c1 0 1.500.700 1.300 1.600l-1 4.200c-.200.800-.700 1.200-1.500 1.200H5" />
  ),
  'thumb-down': (
    <path d="M2.500 8.500h2.500v-6H2.500ZM5 8.500l3 5.300c1.300 0 1.800-1 1.500-2.200L9 9.500h3.300c1 0 1.500-.700 1.300-1.600l-1-4.200c-.200-.800-.700-1.200-1.500-1.200H5" />
  ),
  flag: <path d="M4 14V2.500h8l-1.800 2.700L12 8H4" />,
} satisfies Record<string, ReactNode>

export type IconName = keyof typeof SHAPES

interface IconProps {
  name: IconName
  /** Said to those who do not see it; without one the icon only repeats the words beside it. */
  label?: string
  className?: string
}

export function Icon({ name, label, className = '' }: IconProps) {
  const classes = `i ${name === 'busy' ? 'spin' : ''} ${className}`
  if (!label) {
    return (
      <svg className={classes} viewBox="0 0 16 16" aria-hidden="true">
        {SHAPES[name]}
      </svg>
    )
  }
  return (
    <svg className={classes} viewBox="0 0 16 16" role="img" aria-label={label}>
      <title>{label}</title>
      {SHAPES[name]}
    </svg>
  )
}
