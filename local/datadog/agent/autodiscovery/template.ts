/** What template variables of an annotation stand for. */
export interface TemplateValues {
  host: string
  /** Of the container, by number: ascending, and by name. */
  ports: readonly { name: string; port: number }[]
  hostname: string
  namespace: string
  podName: string
  podUid: string
  /** Variables of the Agent's own environment. */
  environment: Readonly<Record<string, string>>
}

/** A template that asks for what is not there. */
export class TemplateError extends Error {
  override name = 'TemplateError'
}

function valueFor(variable: string, values: TemplateValues): string {
  const [name = '', ...rest] = variable.split('_')
  const argument = rest.join('_')
  switch (name) {
    case 'host':
      return values.host
    case 'hostname':
      return values.hostname
    case 'port':
      return String(portOf(argument, values))
    case 'env': {
      const value = values.environment[argument]
      if (value === undefined) throw new TemplateError(`%%${variable}%%: the Agent's environment has no ${argument}`)
      return value
    }
    case 'kube': {
      const { namespace, podName, podUid } = values
      const value = { namespace, pod_name: podName, pod_uid: podUid }[argument]
      if (value !== undefined) return value
    }
  }
  throw new TemplateError(`%%${variable}%% is no template variable of Autodiscovery`)
}

function portOf(argument: string, { ports }: TemplateValues): number {
  const found = /^\d+$/.test(argument)
    ? ports[Number(argument)]
    : argument
      ? ports.find(({ name }) => name === argument)
      : ports.at(-1)
  if (!found) throw new TemplateError(`%%port${argument && `_${argument}`}%%: the container has no such port`)
  return found.port
}

/**
 * The same value with all `%%variable%%` in its texts replaced.
 * @throws TemplateError that names the variable
 */
export function resolveTemplate(template: unknown, values: TemplateValues): unknown {
  if (typeof template === 'string')
    return template.replace(/%%(\w+)%%/g, (_, variable: string) => valueFor(variable, values))
  if (Array.isArray(template)) return template.map(item => resolveTemplate(item, values))
  if (typeof template !== 'object' || template === null) return template
  return Object.fromEntries(Object.entries(template).map(([key, value]) => [key, resolveTemplate(value, values)]))
}
