import type { ReactNode } from 'react'
import { Icon, type IconName } from './icon.tsx'

export type Tone = 'ok' | 'warn' | 'bad' | 'recovering' | 'unknown' | 'brand' | 'plain'

export const TONE_ICON: Record<Exclude<Tone, 'plain'>, IconName> = {
  ok: 'ok',
  warn: 'warn',
  bad: 'bad',
  recovering: 'clock',
  unknown: 'unknown',
  brand: 'bolt',
}

/** Class of the foreground colour that belongs to a tone. */
export const TONE_CLASS: Record<Tone, string> = {
  ok: 'ok',
  warn: 'warn',
  bad: 'bad',
  recovering: 'info',
  unknown: '',
  brand: 'brand',
  plain: '',
}

interface BadgeProps {
  tone: Tone
  /** Instead of the tone's own shape. */
  icon?: IconName
  children: ReactNode
}

export function Badge({ tone, icon, children }: BadgeProps) {
  const shape = icon ?? (tone === 'plain' ? null : TONE_ICON[tone])
  return (
    <span className={`badge ${TONE_CLASS[tone]}`}>
      {shape && <Icon name={shape} />}
      {children}
    </span>
  )
}
