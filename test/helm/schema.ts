/** Checks a Kubernetes object against its schema, and for fields that the schema does not know. */
import type { KubeObject } from './chart.ts';
import type { Models } from './tools.ts';

/** An object or list that a validator looked at, and the keys it asked for. */
interface Visit {
  readonly path: string;
  readonly value: object;
  readonly asked: Set<string>;
}

/** Fields that prometheus-operator has had since 0.68 and its packaged schemas for Node 20 have not. */
const NEWER =
  /^monitoring\.coreos\.com\/v1 PrometheusRule\.spec\.groups\.\d+\.rules\.\d+\.keep_firing_for$/;

/**
 * Everything wrong with `object`: what its schema refuses, and fields that no schema names. The published schemas
 * allow any field, so a misspelt one would pass; but a validator asks for the fields it knows, by name, and a field
 * that nobody asked for is none of them.
 */
export function faults(object: KubeObject, models: Models): readonly string[] {
  const type = `${object.apiVersion} ${object.kind}`;
  const model = models.get(type);
  if (model === undefined) return [`no schema for ${type}`];
  const visits = new Map<object, Visit>();
  try {
    model.prototype.validate.call(watch(object, type, visits));
  } catch (error) {
    return [`${type} ${object.metadata.name}: ${String(error)}`];
  }
  return [...visits.values()].flatMap((visit) => unasked(visit));
}

/** A copy of `value` that records which keys are read. */
function watch(value: object, path: string, visits: Map<object, Visit>): object {
  const visit = visits.get(value) ?? { path, value, asked: new Set<string>() };
  visits.set(value, visit);
  return new Proxy(value, {
    get(target, key) {
      const child: unknown = Reflect.get(target, key);
      if (typeof key === 'string') visit.asked.add(key);
      return typeof child === 'object' && child !== null
        ? watch(child, `${path}.${String(key)}`, visits)
        : child;
    },
  });
}

/** A validator that asks for nothing in an object takes any content there. */
function unasked({ path, value, asked }: Visit): readonly string[] {
  if (Array.isArray(value) || asked.size === 0) return [];
  return Object.keys(value)
    .filter((key) => !asked.has(key))
    .map((key) => `${path}.${key}`)
    .filter((field) => !NEWER.test(field))
    .map((field) => `${field}: the schema knows no such field`);
}
