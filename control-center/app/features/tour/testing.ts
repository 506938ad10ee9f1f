import { type Tour, tourSchema } from './definition.ts'

/** Two acts, five steps, 150 s as planned. */
export const sampleTour: Tour = tourSchema.parse({
  id: 'sample',
  title: 'Sample',
  summary: 'For tests',
  acts: [
    {
      title: 'Quiet',
      steps: [
        { id: 'green', title: 'All green', seconds: 20, say: 'Look', gate: [{ pods: 'ready' }] },
        { id: 'traffic', title: 'Traffic', seconds: 30, say: 'On', do: { traffic: 'light' }, skip: 'It runs already' },
      ],
    },
    {
      title: 'Worker',
      steps: [
        {
          id: 'inject',
          title: 'Take it away',
          seconds: 40,
          say: 'Gone',
          do: { inject: 'worker-crash' },
          gate: [{ run: 'worker-crash', state: 'active' }],
        },
        {
          id: 'queue',
          title: 'It climbs',
          seconds: 20,
          say: 'Up',
          gate: [{ evidence: 'worker-crash', signal: 'queue-rising' }],
          skip: 'The chart says it',
        },
        { id: 'heal', title: 'Heal', seconds: 40, say: 'Back', do: { heal: 'all' } },
      ],
    },
  ],
})
