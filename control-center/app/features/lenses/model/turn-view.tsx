import type { Turn } from '../../../platform/lenses/model/types.ts'
import { Icon } from '../../../ui/icon.tsx'
import { useTimeZone } from '../../../ui/time-zone.ts'
import { count, duration } from '../../format/format.ts'
import { timeOfDay } from '../../format/time.ts'
import { money, thumbOf } from './call-words.ts'
import { Thumb } from './thumb.tsx'
import { troubleOf } from './turn-words.ts'

/** A question, what became of it, and what it took. */
export function TurnView({ turn, number, chosen }: { turn: Turn; number: number; chosen: boolean }) {
  const timeZone = useTimeZone()
  const thumb = thumbOf(turn.evaluations)
  const trouble = troubleOf(turn)
  return (
    <article className={`turn ${chosen ? 'sel' : ''}`} data-turn={turn.id} aria-label={`Turn ${number}`}>
      <span className="who">
        turn {number}
        <br />
        <span className="mono">{timeOfDay(turn.at, timeZone)}</span>
      </span>
      <p>{turn.question}</p>
      <span className="took mono">{count(turn.tokens.input)} in</span>
      {turn.reply !== null && (
        <>
          <span className="who">reply</span>
          <p className="mid">{turn.reply}</p>
          <span className="took mono">
            {count(turn.tokens.output)} out
            <br />
            {turn.cost === null ? 'no price' : money(turn.cost)}
            {thumb && (
              <>
                <br />
                <Thumb thumb={thumb} />
              </>
            )}
          </span>
        </>
      )}
      {trouble && (
        <div className={`turn-trouble ${trouble.tone}`}>
          <p className="row b">
            <Icon name={trouble.tone} /> {trouble.title}
          </p>
          {trouble.said && <p className="mid">Provider: {trouble.said}</p>}
          {turn.failure && <p className="mid">The asker read: “{turn.failure.reason}”</p>}
        </div>
      )}
      {turn.reply === null && !turn.failure && !trouble && (
        <p className="turn-trouble mid">
          No reply yet,{' '}
          {turn.calls.length === 0
            ? 'the model was not called'
            : `called for ${duration(turn.calls.at(-1)?.seconds ?? 0)}`}
          .
        </p>
      )}
    </article>
  )
}
