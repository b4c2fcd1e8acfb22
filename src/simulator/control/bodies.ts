/** The bodies that the control API takes. */

import { z } from 'zod';
import { isObject, type Json, type JsonObject } from '../json.ts';

const name = z.string().min(1);
const row = z.custom<JsonObject>(isObject, { error: 'expected an object' });

/** PATCH rows: the value of one field; left out, the field is removed. */
export const patchBody = z.strictObject({
  account: name,
  region: name,
  id: name,
  path: name,
  value: z.custom<Json>().optional(),
});

/** PUT rows: a whole row. */
export const putBody = z.strictObject({ account: name, region: name, row });

/** POST keys: an access key; with `securityToken` that of a session. */
export const keyBody = z.strictObject({
  account: name,
  id: name,
  secret: name,
  securityToken: name.optional(),
  expiresAtMs: z.number().optional(),
});

/** Query of GET rows. */
export const regionQuery = z.strictObject({ account: name, region: name });

/** Query of DELETE rows. */
export const rowQuery = z.strictObject({ account: name, region: name, id: name });

/** Query of GET requests: only calls that match. */
export const requestQuery = z.strictObject({
  account: name.optional(),
  region: name.optional(),
  action: name.optional(),
  code: name.optional(),
});
