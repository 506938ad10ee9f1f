import { createElement } from 'react'
import type { Shape } from './drawing.ts'

/** A drawing, with what it shows in words. */
export function Draw({ shapes, box, label }: { shapes: Shape[]; box: string; label: string }) {
  return (
    <svg className="draw" viewBox={box} role="img" aria-label={label}>
      {shapes.map(({ tag, attributes, text }, index) =>
        // A drawing is made anew as a whole: its parts have no identity but their place.
        createElement(tag, { key: index, ...attributes }, text),
      )}
    </svg>
  )
}
