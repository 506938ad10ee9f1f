import { Link } from '@remix-run/react'
import { Card } from '../../ui/card.tsx'
import { useTimeZone } from '../../ui/time-zone.ts'
import { timeOfDay } from '../format/time.ts'
import { CHART_BOX, chartShapes, phasesOf } from './curves.ts'
import { Draw } from './draw.tsx'
import type { Film, Moment } from './film-schema.ts'
import { PICTURE_BOX, pictureShapes } from './pictures.ts'
import type { Report } from './report.ts'

/** Five curves over the run, with what they were before, during and after it. */
export function Curves({ report }: { report: Report }) {
  const timeZone = useTimeZone()
  const phases = phasesOf(report.run)
  if (report.charts.length === 0) return null
  return (
    <div className="curves">
      {report.charts.map(chart => (
        <Card
          key={chart.of}
          title={chart.title}
          sub={
            <>
              <i className={`sw s-${chart.owner}`} />
              {chart.owner}
            </>
          }
        >
          <Draw
            shapes={chartShapes(chart, phases, timeZone)}
            box={CHART_BOX}
            label={`${chart.title}: ${chart.before} before, ${chart.during} during, ${chart.after} after`}
          />
          <dl className="bda">
            <Figure title="before" value={chart.before} />
            <Figure title="during" value={chart.during} strong />
            <Figure title="after" value={chart.after} />
          </dl>
        </Card>
      ))}
    </div>
  )
}

function Figure({ title, value, strong = false }: { title: string; value: string; strong?: boolean }) {
  return (
    <div>
      <dt className="note">{title}</dt>
      <dd className={strong ? 'b' : ''}>{value}</dd>
    </div>
  )
}

/** What was kept at the moments that count. */
export function Moments({ report }: { report: Report }) {
  const { film } = report
  if (!film || film.moments.length === 0) {
    return (
      <Card title="Captured moments">
        <p className="note">Nothing was kept of this run: no control center was there while it went on.</p>
      </Card>
    )
  }
  const inOrder = [...film.moments].sort((a, b) => a.at - b.at)
  return (
    <section className="kept" aria-labelledby="kept-title">
      <h2 id="kept-title">
        Captured moments <span className="dim">kept by themselves when evidence was seen</span>
      </h2>
      <div className="captures">
        {inOrder.map(moment => (
          <Capture key={moment.id} moment={moment} film={film} report={report} />
        ))}
      </div>
    </section>
  )
}

function Capture({ moment, film, report }: { moment: Moment; film: Film; report: Report }) {
  const timeZone = useTimeZone()
  const { picture, title, seenIn } = moment
  return (
    <figure className="card capture">
      <Draw shapes={pictureShapes(moment, film, phasesOf(report.run))} box={PICTURE_BOX} label={title} />
      <figcaption>
        <span className="mono">{timeOfDay(moment.at, timeZone)}</span> <b>{title}</b>
        <span className="dim cut" title={picture.kind === 'series' ? picture.query : undefined}>
          {picture.kind === 'trace' ? (
            <Link to={`/traces?trace=${encodeURIComponent(picture.traceId)}`}>{seenIn}</Link>
          ) : picture.kind === 'series' ? (
            `${seenIn}: ${picture.query}`
          ) : (
            seenIn
          )}
        </span>
      </figcaption>
    </figure>
  )
}
