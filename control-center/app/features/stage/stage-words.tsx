import { useTour } from '../tour/tour-context.tsx'

/** A step whose subject is a whole page: its sentence, for the back row too. */
export function StageWords() {
  const { active } = useTour()
  const step = active?.current.step
  return (
    <div className="st-main st-only">
      <div className="st-say">
        <h1>{step?.title ?? 'Chat Demo'}</h1>
        <p className="st-quote">{step?.say.replace(/[*_`]/g, '')}</p>
      </div>
    </div>
  )
}
