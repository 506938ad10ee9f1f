import { integer, serviceVariables, url, variable } from '@chat-demo/common'
import { profileName, profileNames } from './profile.ts'

export const variables = {
  ...serviceVariables(8090),
  CHAT_URL: url(['http:', 'https:'], 'http://127.0.0.1:3000'),
  TRAFFIC_PROFILE: variable(profileName.default('off'), `one of ${profileNames.join(', ')}`),
  /** The same seed draws the same visits at the same times. */
  TRAFFIC_SEED: integer({ min: 0, max: 2_147_483_647, otherwise: 1 }),
}
