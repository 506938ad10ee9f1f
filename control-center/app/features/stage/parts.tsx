import type { ReactNode } from 'react'
import { TONE_CLASS, TONE_ICON, type Tone } from '../../ui/badge.tsx'
import { Icon, type IconName } from '../../ui/icon.tsx'

interface StageMainProps {
  title: string
  /** Whose it is, since when. */
  sub?: string | null
  value: string
  unit?: string
  /** A word instead of a figure: it has less room. */
  isWord?: boolean
  badge?: { tone: Tone; text: string; icon?: IconName } | null
  sentence?: string | null
  children: ReactNode
}

/** So many letters and digits have room at the full size. */
const LARGE = 5

/** A value that the back row reads, and beside it what it comes from. */
export function StageMain({ title, sub, value, unit, isWord, badge, sentence, children }: StageMainProps) {
  return (
    <div className="st-main">
      <div className="st-say">
        <h1>
          {title}
          {sub && <span>{sub}</span>}
        </h1>
        <p
          className={`st-value ${isWord || value === '–' || value.length + (unit?.length ?? 0) > LARGE ? 'word' : ''}`}
        >
          {value}
          {unit && <small> {unit}</small>}
        </p>
        <p className="st-badge">{badge && <StageBadge {...badge} />}</p>
        <p className="st-sentence">{sentence}</p>
      </div>
      <div className="st-beside">{children}</div>
    </div>
  )
}

function StageBadge({ tone, text, icon }: { tone: Tone; text: string; icon?: IconName }) {
  const shape = icon ?? (tone === 'plain' ? null : TONE_ICON[tone])
  return (
    <span className={`badge ${TONE_CLASS[tone]}`}>
      {shape && <Icon name={shape} />}
      {text}
    </span>
  )
}

/** What stands on stage while there is nothing to draw yet. */
export function StageNote({ children }: { children: ReactNode }) {
  return <p className="st-note">{children}</p>
}

interface StageRow {
  key: string
  tone: Tone
  icon?: IconName
  name: string
  detail: string
  figure?: string
}

/** A few lines, large; the rest is counted. */
export function StageRows({ rows, room = 7, label }: { rows: StageRow[]; room?: number; label: string }) {
  const shown = rows.length > room ? rows.slice(0, room - 1) : rows
  return (
    <ul className="st-rows" aria-label={label}>
      {shown.map(({ key, tone, icon, name, detail, figure }) => (
        <li key={key} className={TONE_CLASS[tone]}>
          {tone === 'plain' ? <span /> : <Icon name={icon ?? TONE_ICON[tone]} label={detail} />}
          <b className="cut">{name}</b>
          <span className="cut">{detail}</span>
          <span className="mono">{figure}</span>
        </li>
      ))}
      {rows.length > shown.length && <li className="rest-of">{rows.length - shown.length} more</li>}
    </ul>
  )
}
