import { v1 } from '@datadog/datadog-api-client'
import { describe, expect, it } from 'vitest'
import { WIDGET_FIELDS } from './widget-fields.ts'

interface Model {
  name: string
  getAttributeTypeMap(): Record<string, { baseName: string; type: string; required?: boolean }>
}

/** Every model of a widget's definition, by the name that its `type` has in JSON. */
function models(): [string, Model][] {
  const all = (Object.values(v1) as unknown[]).filter(isModel)
  return Object.keys(WIDGET_FIELDS).map(type => {
    const named = all.find(model => typeOf(model, type) === type)
    if (named === undefined) throw new Error(`no model of ${type}`)
    return [type, named]
  })
}

function isModel(value: unknown): value is Model {
  if (typeof value !== 'function' || !('getAttributeTypeMap' in value)) return false
  return /Widget\w*DefinitionType$/.test((value as unknown as Model).getAttributeTypeMap().type?.type ?? '')
}

/** The client reads a value that the model's enum does not have as an object. */
function typeOf(model: Model, type: string): unknown {
  const fields = Object.values(model.getAttributeTypeMap()).map(({ baseName }) => [baseName, null])
  return v1.ObjectSerializer.deserialize({ ...Object.fromEntries(fields), type }, model.name).type
}

describe('fields of widgets', () => {
  it.each(models())('%s has those of the model', (type, model) => {
    const fields = Object.values(model.getAttributeTypeMap()).filter(
      ({ baseName }) => baseName !== 'type' && baseName !== 'additionalProperties',
    )
    const names = (required: boolean) =>
      fields
        .filter(field => (field.required ?? false) === required)
        .map(field => field.baseName)
        .sort()
    expect([...(WIDGET_FIELDS[type]?.required ?? [])].sort()).toEqual(names(true))
    expect([...(WIDGET_FIELDS[type]?.optional ?? [])].sort()).toEqual(names(false))
  })
})
