import type { WidgetView } from '../../platform/widgets/model.ts'
import type { Where } from '../guide/guide-state.ts'

/** Titles that say what a guide's step means, the first of a page counts. */
const PLACES: [Where, RegExp][] = [
  ['queue', /^waiting messages/i],
  ['chat', /^failed chat requests/i],
  ['events', /^events$/i],
]

/** The guide's name for a widget; null for one that no guide points at. */
export function placeOf({ title }: Pick<WidgetView, 'title'>): Where | null {
  return PLACES.find(([, words]) => words.test(title))?.[0] ?? null
}
