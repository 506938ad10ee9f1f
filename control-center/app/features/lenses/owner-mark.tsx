import type { CSSProperties } from 'react'
import type { Owner } from '../../platform/widgets/model.ts'

/** The colour of whose something is, as a style's variable. */
export const ownerStyle = (owner: Owner): CSSProperties =>
  ({ '--c': `var(--${owner === 'ink' ? 'ink-3' : owner})` }) as CSSProperties

export function OwnerMark({ owner }: { owner: Owner }) {
  return <i className="dotmark" style={ownerStyle(owner)} aria-hidden="true" />
}
