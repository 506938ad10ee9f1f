import type { Film, Moment } from './film-schema.ts'

const figure = (value: number) => (Number.isInteger(value) ? String(value) : value.toFixed(2))

/** What was kept of a moment, where nothing can be drawn. */
export function inWords({ picture, at }: Moment, film: Film): string {
  switch (picture.kind) {
    case 'lines':
      return picture.lines.join('; ')
    case 'trace': {
      const services = [...new Set(picture.bars.map(bar => bar.service))].join(' → ')
      return picture.missing.length > 0 ? `${services}; no span of ${picture.missing.join(', ')}` : services
    }
    case 'series': {
      const value = picture.points.findLast(point => point[1] !== null)?.[1]
      const limit = picture.threshold === null ? '' : `, limit ${figure(picture.threshold)}`
      return value == null ? picture.query : `${figure(value)}${limit}: ${picture.query}`
    }
    case 'curve': {
      const value = film.points.findLast(point => point.at <= at && point[picture.of] !== null)?.[picture.of]
      return value == null ? picture.of : `${picture.of} ${figure(value)}`
    }
  }
}
