import type { WidgetView } from '../../platform/widgets/model.ts'
import { Card } from '../../ui/card.tsx'
import { useBoardPage } from './board-context.tsx'
import { useDatadogLink } from './datadog-context.ts'
import { DatadogLink } from './frame.tsx'

/** What is not drawn here: where it is. */
export function LinkWidget({ view }: { view: WidgetView }) {
  const { span } = useBoardPage()
  const link = useDatadogLink(view.link, span)
  return (
    <Card
      title={view.title || 'Widget'}
      end={link && <DatadogLink {...link} title={view.title} />}
      className="widget w-link"
    >
      <p className="note">{view.text ?? 'Datadog draws this one.'}</p>
    </Card>
  )
}
