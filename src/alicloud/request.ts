/** One call of an API, and how the SDK's typed requests become one. */

import { OpenApiUtil } from '@alicloud/openapi-core';
import type { BodyLimits } from './http/connection.ts';
import type { Product } from './product.ts';
import { VPC } from './products/vpc.ts';

/** One call: the action and its query parameters. */
export interface Request {
  readonly product: Product;
  readonly action: string;
  readonly query: Readonly<Record<string, string>>;
  /** How much of an answer is read. */
  readonly limits: BodyLimits;
}

/** A page of 50 rows is below 200 KB, and no text in it that is read is longer than 512 characters. */
export const LIMITS: BodyLimits = { maxBytes: 2 * 1024 * 1024, maxText: 4096 };

/** Tags as a request of the SDK filters by them; undefined for none. */
export function tagFilters<Tag>(
  tags: Readonly<Record<string, string>>,
  RequestTag: new (tag: { readonly key: string; readonly value: string }) => Tag,
): Tag[] | undefined {
  const filters = Object.entries(tags).map(([key, value]) => new RequestTag({ key, value }));
  return filters.length === 0 ? undefined : filters;
}

/** A request model of the SDK. Import it deeply: the package's main module loads all 1,213 of them. */
interface Model {
  validate(): void;
  toMap(): Record<string, unknown>;
}

/** Flattens a request model of the VPC API as the SDK's client does: lists become Tag.1.Key, missing fields are left out. */
export function toRequest(action: string, model: Model, limits = LIMITS): Request {
  model.validate();
  const query: Readonly<Record<string, unknown>> = OpenApiUtil.query(model.toMap());
  return {
    product: VPC,
    action,
    limits,
    query: Object.fromEntries(
      Object.entries(query)
        .filter(([, value]) => value !== undefined && value !== null)
        .map(([key, value]) => [key, String(value)]),
    ),
  };
}
