const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'
const labelPattern = new RegExp(`^${label}$`)
const subdomainPattern = new RegExp(`^${label}(\\.${label})*$`)
const label1035Pattern = /^[a-z]([-a-z0-9]*[a-z0-9])?$/
const qualifiedPattern = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/
const labelValuePattern = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/
const portNamePattern = /^[-a-z0-9]+$/

const tooLong = (maximum: number) => `must be no more than ${maximum} bytes`

const regexError = (text: string, regex: string, ...examples: string[]) =>
  `${text} (e.g. ${examples.map(example => `'${example}'`).join(',  or ')}, regex used for validation is '${regex}')`

/** Each of these returns what is wrong with a name, in the API's words; nothing when it is fine. */
export function dnsLabel(value: string): string[] {
  return [
    ...(value.length > 63 ? [tooLong(63)] : []),
    ...(labelPattern.test(value)
      ? []
      : value.length <= 63 && subdomainPattern.test(value)
        ? ['must not contain dots']
        : [
            regexError(
              "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
              label,
              'my-name',
              '123-abc',
            ),
          ]),
  ]
}

export function dnsSubdomain(value: string): string[] {
  return [
    ...(value.length > 253 ? [tooLong(253)] : []),
    ...(subdomainPattern.test(value)
      ? []
      : [
          regexError(
            "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
            `${label}(\\.${label})*`,
            'example.com',
          ),
        ]),
  ]
}

export function dns1035Label(value: string): string[] {
  return [
    ...(value.length > 63 ? [tooLong(63)] : []),
    ...(label1035Pattern.test(value)
      ? []
      : [
          regexError(
            "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
            '[a-z]([-a-z0-9]*[a-z0-9])?',
            'my-name',
            'abc-123',
          ),
        ]),
  ]
}

/** Names that only must fit into one path segment, as RBAC's do. */
export function pathSegment(value: string): string[] {
  if (value === '.' || value === '..') return [`may not be '${value}'`]
  return ['/', '%'].filter(part => value.includes(part)).map(part => `may not contain '${part}'`)
}

export function qualifiedName(value: string): string[] {
  const parts = value.split('/')
  const name = parts.at(-1) ?? ''
  const errors: string[] = []
  if (parts.length > 2) {
    return [
      `${regexError(
        "a qualified name must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
        '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]',
        'MyName',
        'my.name',
        '123-abc',
      )} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ]
  }
  if (parts.length === 2) {
    const prefix = parts[0] ?? ''
    if (prefix === '') errors.push('prefix part must be non-empty')
    else errors.push(...dnsSubdomain(prefix).map(text => `prefix part ${text}`))
  }
  if (name === '') errors.push('name part must be non-empty')
  else if (name.length > 63) errors.push(`name part ${tooLong(63)}`)
  if (!qualifiedPattern.test(name)) {
    errors.push(
      `name part ${regexError("must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character", '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]', 'MyName', 'my.name', '123-abc')}`,
    )
  }
  return errors
}

export function labelValue(value: string): string[] {
  return [
    ...(value.length > 63 ? [tooLong(63)] : []),
    ...(labelValuePattern.test(value)
      ? []
      : [
          regexError(
            "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
            '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?',
            'MyValue',
            'my_value',
            '12345',
          ),
        ]),
  ]
}

/** Keys of ConfigMap and Secret data. */
export function configMapKey(value: string): string[] {
  if (value.length > 253) return [tooLong(253)]
  if (!/^[-._a-zA-Z0-9]+$/.test(value)) {
    return [
      regexError(
        "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
        '[-._a-zA-Z0-9]+',
        'key.name',
        'KEY_NAME',
        'key-name',
      ),
    ]
  }
  if (value === '.' || value === '..') return [`must not be '${value}'`]
  return value.startsWith('..') ? [`must not start with '..'`] : []
}

export const envVarName = (value: string): string[] =>
  value.length > 0 && /^[ -<>-~]+$/.test(value)
    ? []
    : ["a valid environment variable name must consist only of printable ASCII characters other than '='"]

export function portName(value: string): string[] {
  const errors: string[] = []
  if (value.length > 15) errors.push('must be no more than 15 characters')
  if (!portNamePattern.test(value)) {
    errors.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)')
  }
  if (!/[a-z]/.test(value)) errors.push('must contain at least one letter (a-z)')
  if (value.includes('--')) errors.push('must not contain consecutive hyphens')
  if (value.startsWith('-') || value.endsWith('-')) errors.push('must not begin or end with a hyphen')
  return errors
}
