import type { ReactNode } from 'react'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { sentence } from '../format/format.ts'
import type { Insight } from './use-insight.ts'

interface AnsweredProps<T> {
  insight: Insight<T>
  children: (data: T) => ReactNode
}

/** What was answered, or why nothing was; the last good answer stays below what went wrong since. */
export function Answered<T>({ insight: { data, problem, again, asking }, children }: AnsweredProps<T>) {
  if (problem && data === undefined) {
    return (
      <div className="msg">
        <Icon name="bad" className="dim" />
        <b>{problem.title}</b>
        <span className="mid">{sentence(problem.detail)}</span>
        <Button small busy={asking} onClick={again}>
          Ask again
        </Button>
      </div>
    )
  }
  if (data === undefined) return <p className="note">Asking Datadog</p>
  return (
    <>
      {problem && (
        <p className="note">
          <Badge tone="warn">{problem.title}</Badge> {sentence(problem.detail)} What stands here is older.
        </p>
      )}
      {children(data)}
    </>
  )
}

/** Nothing is there: why, and what to do. */
export function Nothing({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="msg">
      <Icon name="circle" className="dim" />
      <b>{title}</b>
      <span className="mid">{children}</span>
    </div>
  )
}
