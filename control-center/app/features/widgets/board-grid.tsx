import { type CSSProperties, Fragment, type ReactNode } from 'react'
import type { BoardState, WidgetView } from '../../platform/widgets/model.ts'
import { Widget } from './widget.tsx'

interface BoardGridProps {
  state: BoardState
  /** Cards of our own, each after the group (or widget) with this index. */
  after?: Record<number, ReactNode>
}

/** A dashboard in Datadog's own layout: twelve columns, groups with a title. On a phone one below the other. */
export function BoardGrid({ state, after = {} }: BoardGridProps) {
  return state.views.map((view, index) => (
    <Fragment key={view.id}>
      {view.kind === 'group' ? <Group view={view} state={state} /> : <Alone view={view} state={state} />}
      {after[index]}
    </Fragment>
  ))
}

function Group({ view, state }: { view: WidgetView; state: BoardState }) {
  return (
    <section className="group" aria-label={view.title || 'Group'}>
      {view.title && <h2 className="label">{view.title}</h2>}
      <div className="grid12">
        {view.children.map(child => (
          <div key={child.id} className="cell" style={placeStyle(child)}>
            <Widget view={child} state={state.widgets[child.id]} />
          </div>
        ))}
      </div>
    </section>
  )
}

function Alone({ view, state }: { view: WidgetView; state: BoardState }) {
  return (
    <div className="grid12">
      <div className="cell" style={placeStyle({ ...view, place: view.place && { ...view.place, y: 0 } })}>
        <Widget view={view} state={state.widgets[view.id]} />
      </div>
    </div>
  )
}

/** Where a widget stands; the style sheet uses it only where there is room for twelve columns. */
function placeStyle({ place }: WidgetView): CSSProperties {
  const { x, y, width, height } = place ?? { x: 0, y: null, width: 12, height: 2 }
  return {
    '--column': `${x + 1} / span ${width}`,
    '--row-place': y === null ? `span ${height}` : `${y + 1} / span ${height}`,
    '--rows': String(height),
  } as CSSProperties
}
