import { Button } from '../../ui/button.tsx'
import { clock } from '../format/format.ts'
import { useLive } from '../live/query.ts'
import { useTour } from './tour-context.tsx'
import type { TourSummary } from './view.ts'

/** What tours there are, how long they take, and how they went before. */
export function TourList() {
  const tours = useLive(state => state.tours)
  if (tours.list.length === 0 && tours.problems.length === 0) return null
  return (
    <section className="mt-3" aria-label="Tours">
      <h3 className="h">
        Tours <span className="end">{tours.list.length}</span>
      </h3>
      <ul className="tours">
        {tours.list.map(tour => (
          <TourLine key={tour.id} tour={tour} />
        ))}
      </ul>
      {tours.problems.length > 0 && (
        <details className="note">
          <summary>
            {tours.problems.length} {tours.problems.length === 1 ? 'line needs' : 'lines need'} a look
          </summary>
          <ul className="mono problems">
            {tours.problems.map(problem => (
              <li key={problem}>{problem}</li>
            ))}
          </ul>
        </details>
      )}
    </section>
  )
}

function TourLine({ tour }: { tour: TourSummary }) {
  const { begin } = useTour()
  const { count, medianSeconds } = tour.rehearsals
  return (
    <li className="row" title={tour.summary}>
      <span className="grow">
        <b className="text-sm">{tour.title}</b>
        <span className="note block">
          {tour.steps} steps, {clock(tour.seconds)}
          {medianSeconds !== null && `, given ${count} ×, median ${clock(medianSeconds)}`}
        </span>
      </span>
      <Button small aria-label={`Begin: ${tour.title}`} onClick={() => begin(tour.id)}>
        Begin
      </Button>
    </li>
  )
}
