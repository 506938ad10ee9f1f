import { memo } from 'react'
import type { WidgetState, WidgetView } from '../../platform/widgets/model.ts'
import { ChecksWidget, MonitorsWidget, SlosWidget } from './judged-widgets.tsx'
import { LinkWidget } from './link-widget.tsx'
import { ListWidget } from './list-widget.tsx'
import { NoteWidget } from './note-widget.tsx'
import { TableWidget, ToplistWidget } from './rows-widget.tsx'
import { SeriesWidget } from './series-widget.tsx'
import { ValueWidget } from './value-widget.tsx'

/** A widget by its kind; groups are drawn by the board. Drawn again only when its own data or the page's range changes. */
export const Widget = memo(function Widget({ view, state }: { view: WidgetView; state: WidgetState | undefined }) {
  switch (view.kind) {
    case 'timeseries':
    case 'alert_graph':
      return <SeriesWidget view={view} state={state} />
    case 'query_value':
    case 'alert_value':
      return <ValueWidget view={view} state={state} />
    case 'toplist':
      return <ToplistWidget view={view} state={state} />
    case 'query_table':
      return <TableWidget view={view} state={state} />
    case 'list_stream':
      return <ListWidget view={view} state={state} />
    case 'manage_status':
      return <MonitorsWidget view={view} state={state} />
    case 'slo':
    case 'slo_list':
      return <SlosWidget view={view} state={state} />
    case 'check_status':
      return <ChecksWidget view={view} state={state} />
    case 'note':
      return <NoteWidget view={view} />
    default:
      return <LinkWidget view={view} />
  }
})
