import type { Tour } from './definition.ts'

/** What tours may name. */
export interface Known {
  /** Signals that each scenario promises. */
  scenarios: ReadonlyMap<string, readonly string[]>
  /** Paths of pages. */
  pages: ReadonlySet<string>
  dashboards: ReadonlySet<string>
  /** As `dashboard/title`; absent where Datadog has not said it yet, and then not looked at. The same for the others. */
  widgets?: ReadonlySet<string>
  monitors?: ReadonlySet<string>
  workloads?: ReadonlySet<string>
  /** Titles of cards that pages have of their own. */
  cards?: ReadonlySet<string>
}

export interface Missing {
  step: string
  path: (string | number)[]
  message: string
}

/** What a tour names that is not there. The tour can still be given: the step says so, and is passed over. */
export function missingIn(tour: Tour, known: Known): Missing[] {
  return tour.acts.flatMap((act, actIndex) =>
    act.steps.flatMap((step, index) => {
      const found: Missing[] = []
      const at = ['acts', actIndex, 'steps', index]
      const check = (path: (string | number)[], message: string | null) => {
        if (message !== null) found.push({ step: step.id, path: [...at, ...path], message })
      }
      const { do: action, watch, gate, link } = step
      if (action && 'inject' in action) check(['do', 'inject'], scenario(action.inject, known))
      if (action && 'open' in action) check(['do', 'open'], page(action.open.split('?', 1)[0] ?? '', known))
      if (watch && 'widget' in watch) check(['watch', 'widget'], dashboard(watch.widget, known))
      if (watch && 'pods' in watch && watch.pods !== 'all')
        check(['watch', 'pods'], among(watch.pods, known.workloads, 'workload'))
      if (watch && 'monitor' in watch) check(['watch', 'monitor'], among(watch.monitor, known.monitors, 'monitor'))
      if (watch && 'card' in watch) check(['watch', 'card'], among(watch.card, known.cards, 'card'))
      if (watch && 'page' in watch) check(['watch', 'page'], page(watch.page, known))
      if (link) check(['link', 'page'], page(link.page, known))
      gate.forEach((one, place) => {
        if ('run' in one) check(['gate', place, 'run'], scenario(one.run, known))
        if ('evidence' in one) {
          const away = scenario(one.evidence, known)
          if (away) check(['gate', place, 'evidence'], away)
          else check(['gate', place, 'signal'], signal(one.evidence, one.signal, known))
        }
        if ('widget' in one) check(['gate', place, 'widget'], dashboard(one.widget, known))
        if ('monitor' in one) check(['gate', place, 'monitor'], among(one.monitor, known.monitors, 'monitor'))
      })
      return found
    }),
  )
}

const scenario = (id: string, { scenarios }: Known) => (scenarios.has(id) ? null : `there is no scenario ${id}`)

/** A page below another one, e.g. /traces/follow, is there when that one is. */
const page = (path: string, { pages }: Known) =>
  [...pages].some(known => path === known || (known !== '/' && path.startsWith(`${known}/`)))
    ? null
    : `there is no page ${path}`

function signal(id: string, name: string, { scenarios }: Known): string | null {
  const signals = scenarios.get(id) ?? []
  return signals.includes(name) ? null : `${id} promises no ${name}, only ${signals.join(', ') || 'nothing'}`
}

function dashboard(key: string, { dashboards, widgets }: Known): string | null {
  const slash = key.indexOf('/')
  const name = key.slice(0, slash)
  if (!dashboards.has(name)) return `there is no dashboard ${name}`
  return !widgets || widgets.has(key) ? null : `the dashboard ${name} has no widget ${key.slice(slash + 1)}`
}

const among = (name: string, known: ReadonlySet<string> | undefined, what: string): string | null =>
  !known || known.has(name) ? null : `there is no ${what} ${name}`
