import { Icon } from '../../../ui/icon.tsx'

/** What the asker thought of a reply, by shape and colour. */
export function Thumb({ thumb }: { thumb: 'up' | 'down' | null }) {
  if (thumb === null) return <span className="dim">none</span>
  return thumb === 'up' ? (
    <Icon name="thumb-up" className="ok" label="thumbs up" />
  ) : (
    <Icon name="thumb-down" className="warn" label="thumbs down" />
  )
}
