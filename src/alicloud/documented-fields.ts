/** The fields that the SDK's models of answers have: what the documentation knew when the SDK was made. */

import { fieldOf } from '../model/values.ts';

type Names = Readonly<Record<string, string>>;

/** A generated model class of the SDK. */
interface Model {
  names(): Names;
  types(): Readonly<Record<string, unknown>>;
}

function isModel(value: unknown): value is Model {
  return typeof value === 'function' && 'names' in value && 'types' in value;
}

/** The model behind the type of a field: itself, or that of a list's elements. */
function modelOf(type: unknown): Model | undefined {
  if (isModel(type)) return type;
  if (typeof type !== 'object' || type === null || !('itemType' in type)) return undefined;
  return modelOf(type.itemType);
}

function addFields(model: Model, path: string, fields: Set<string>): Set<string> {
  const types = model.types();
  for (const [property, name] of Object.entries(model.names())) {
    const field = path === '' ? name : `${path}.${name}`;
    fields.add(field);
    const inner = modelOf(types[property]);
    if (inner !== undefined) addFields(inner, field, fields);
  }
  return fields;
}

/** Dotted paths of the documented fields of an action's answer; undefined where the SDK has no model of it. */
export async function documentedFields(action: string): Promise<ReadonlySet<string> | undefined> {
  const name = `${action}ResponseBody`;
  try {
    const module: unknown = await import(`@alicloud/vpc20160428/dist/models/${name}.js`);
    const model = fieldOf(module, name);
    return isModel(model) ? addFields(model, '', new Set()) : undefined;
  } catch {
    return undefined;
  }
}

/** Those of the fields that are not documented; of an unknown object only itself. */
export function undocumented(
  fields: Iterable<string>,
  documented: ReadonlySet<string>,
): readonly string[] {
  const unknown = [...fields].filter((field) => !documented.has(field));
  const names = new Set(unknown);
  return unknown
    .filter((field) => {
      const parent = field.slice(0, Math.max(0, field.lastIndexOf('.')));
      return !names.has(parent);
    })
    .sort();
}
