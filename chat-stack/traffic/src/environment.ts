import { integer, optional, serviceVariables, url, variable } from '@chat-demo/common'
import { z } from 'zod'
import { profileName, profileNames } from './profile.ts'

export const variables = {
  ...serviceVariables(8090),
  CHAT_URL: url(['http:', 'https:'], 'http://127.0.0.1:3000'),
  TRAFFIC_PROFILE: variable(profileName.default('off'), `one of ${profileNames.join(', ')}`),
  /** An installed Chromium or Chrome, for a person with a real browser; without one there are none. */
  CHROMIUM_PATH: optional(variable(z.string(), 'the path of a program')),
  /** The same seed draws the same visits at the same times. */
  TRAFFIC_SEED: integer({ min: 0, max: 2_147_483_647, otherwise: 1 }),
}
