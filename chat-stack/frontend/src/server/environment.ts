import { commaList, serviceVariables, url } from '@chat-demo/common'

/** The frontend is what people's browsers speak to: unlike the services behind it, it has to know its own names. */
export const variables = {
  ...serviceVariables(3000),
  ALLOWED_HOSTS: commaList('a comma list of host or host:port, such as localhost:30080,127.0.0.1'),
  BACKEND_URL: url(['http:', 'https:'], 'http://127.0.0.1:8080'),
}
