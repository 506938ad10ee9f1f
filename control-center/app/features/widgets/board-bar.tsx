import { type BoardState, SPANS, type Span } from '../../platform/widgets/model.ts'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Kbd } from '../../ui/kbd.tsx'
import { useKey } from '../keys/keys-context.tsx'
import { useTourIsOn } from '../tour/use-tour.ts'
import { useDatadogLink } from './datadog-context.ts'
import { spanWords } from './spans.ts'

interface BoardBarProps {
  state: BoardState | undefined
  span: Span
  onSpan: (span: Span) => void
  paused: boolean
  onPause: () => void
}

/** What the page shows and from when: time range, pause, the same in Datadog. */
export function BoardBar({ state, span, onSpan, paused, onPause }: BoardBarProps) {
  const link = useDatadogLink(state?.path ? { to: 'dashboard', path: state.path, widgetId: null } : null, span)
  // While a tour is given the key is its own.
  const hint = useTourIsOn() ? undefined : 'P'
  useKey('pause', onPause)
  useKey('open', () => {
    if (link) window.open(link.href, '_blank', 'noreferrer')
  })
  return (
    <div className="board-bar">
      <p className="note cut">{state?.description}</p>
      <fieldset aria-label="Time range">
        <div className="seg">
          {SPANS.map(one => (
            <label key={one} className={one === span ? 'on' : ''}>
              <input type="radio" name="span" className="vh" checked={one === span} onChange={() => onSpan(one)} />
              {spanWords(one)}
            </label>
          ))}
        </div>
      </fieldset>
      <Button small hint={hint} aria-pressed={paused} onClick={onPause}>
        {paused ? 'Paused, go on' : 'Live, pause'}
      </Button>
      {link && (
        <a className="btn sm" href={link.href} target="_blank" rel="noreferrer">
          Same in Datadog <Icon name="external" /> <Kbd>O</Kbd>
        </a>
      )}
    </div>
  )
}
