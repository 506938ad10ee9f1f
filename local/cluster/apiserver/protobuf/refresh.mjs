// Rewrites fields.json, the wire layout of the API's messages, from the published Go types:
//   node local/cluster/apiserver/protobuf/refresh.mjs DIRECTORY
// where DIRECTORY holds the Go modules k8s.io/api and k8s.io/apimachinery as api/ and apimachinery/.
// A struct's `protobuf` tag gives the field number, its `json` tag the name in JSON and whether it is always written.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const directory = process.argv[2]
if (!directory) throw new Error('wants the directory that holds api/ and apimachinery/')

const packages = {
  'k8s.io/api/core/v1': 'io.k8s.api.core.v1',
  'k8s.io/api/apps/v1': 'io.k8s.api.apps.v1',
  'k8s.io/api/discovery/v1': 'io.k8s.api.discovery.v1',
  'k8s.io/api/rbac/v1': 'io.k8s.api.rbac.v1',
  'k8s.io/api/authorization/v1': 'io.k8s.api.authorization.v1',
  'k8s.io/api/authentication/v1': 'io.k8s.api.authentication.v1',
  'k8s.io/api/events/v1': 'io.k8s.api.events.v1',
  'k8s.io/api/coordination/v1': 'io.k8s.api.coordination.v1',
  'k8s.io/api/autoscaling/v1': 'io.k8s.api.autoscaling.v1',
  'k8s.io/api/policy/v1': 'io.k8s.api.policy.v1',
  'k8s.io/apimachinery/pkg/apis/meta/v1': 'io.k8s.apimachinery.pkg.apis.meta.v1',
}
const special = {
  'resource.Quantity': 'Quantity',
  'intstr.IntOrString': 'IntOrString',
  'runtime.RawExtension': 'RawExtension',
}
const scalars = {
  string: 's',
  bool: 'b',
  int32: 'i',
  int64: 'i',
  int: 'i',
  uint8: 'i',
  float64: 'd',
  '[]byte': 'y',
  'types.UID': 's',
  'types.NodeName': 's',
  'types.NamespacedName': 's',
}

const structs = {}
const aliases = {}
const importsOf = {}

for (const [path, name] of Object.entries(packages)) {
  const text = readFileSync(join(directory, path.replace('k8s.io/', ''), 'types.go'), 'utf8')
  const imports = {}
  for (const [, alias, from] of text.matchAll(/^\s+(?:(\w+)\s+)?"(k8s\.io\/[^"]+)"/gm)) {
    imports[alias ?? from.split('/').pop()] = packages[from] ?? from
  }
  importsOf[name] = imports
  for (const [, type, target] of text.matchAll(/^type (\w+) ((?:map\[|\[\]|\w)[^\s{]*)$/gm))
    aliases[`${name}.${type}`] = { target, name }
  for (const [, type, body] of text.matchAll(/^type (\w+) struct \{\n([\s\S]*?)^\}/gm)) {
    structs[`${name}.${type}`] = { name, body }
  }
}

function typeOf(goType, name) {
  if (scalars[goType]) return scalars[goType]
  if (special[goType]) return special[goType]
  if (goType.startsWith('*')) return typeOf(goType.slice(1), name)
  if (goType.startsWith('[]')) return `[]${typeOf(goType.slice(2), name)}`
  const map = /^map\[[\w.]+\](.+)$/.exec(goType)
  if (map) return `{}${typeOf(map[1], name)}`
  const [prefix, local] = goType.includes('.') ? goType.split('.') : [undefined, goType]
  const full = `${prefix ? importsOf[name][prefix] : name}.${local}`
  const meta = /^io\.k8s\.apimachinery\.pkg\.apis\.meta\.v1\.(Time|MicroTime|FieldsV1)$/.exec(full)
  if (meta) return meta[1]
  if (structs[full]) return full
  const alias = aliases[full]
  if (!alias) throw new Error(`${goType} in ${name} is not known`)
  const target = typeOf(alias.target, alias.name)
  return target.startsWith('[]') ? `items:${target}` : target
}

function fieldsOf({ name, body }) {
  const fields = {}
  for (const line of body.split('\n')) {
    const match = /^\s+(?:(\w+)\s+)?([\w.*[\]]+)\s+`(.*)`/.exec(line)
    const number = match && /protobuf:"\w+,(\d+)/.exec(match[3])?.[1]
    if (!number) continue
    const json = /json:"([^",]*)(,inline)?([^"]*)"/.exec(match[3])
    const pointer = match[2].startsWith('*') ? '*' : ''
    const always = json?.[3].includes('omitempty') ? [] : ['always']
    fields[number] = [json?.[2] ? '' : json?.[1], pointer + typeOf(match[2], name), ...always]
  }
  return fields
}

const out = {}
function reach(full) {
  if (out[full] || !structs[full]) return
  out[full] = fieldsOf(structs[full])
  for (const [, type] of Object.values(out[full])) reach(type.replace(/^(\*|\[\]|\{\}|items:)*/, ''))
}
const published = JSON.parse(readFileSync(new URL('../openapi/schemas.json', import.meta.url), 'utf8'))
for (const [schema, { 'x-kubernetes-group-version-kind': kinds }] of Object.entries(published)) {
  if (kinds && structs[schema] && !schema.endsWith('List')) reach(schema)
}
writeFileSync(new URL('fields.json', import.meta.url), `${JSON.stringify(out)}\n`)
console.log(`${Object.keys(out).length} messages`)
