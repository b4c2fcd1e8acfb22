/** Decodes how a connection is configured. Nothing here decides about up or down. */

import type { Fields } from '../../alicloud/decode/fields.ts';
import type { ConnectionConfig } from './item.ts';
import type { Tags } from '../../model/tags.ts';

/** A tag that takes a connection out of the alerts when its value is `off`. */
const ALERT_TAG = 'alicloud-vpn-alert';

function decodeInitiation(row: Fields): ConnectionConfig['initiation'] {
  const immediately = row.choice('EffectImmediately', ['true', 'false']);
  if (immediately === 'true') return 'immediate';
  return immediately === 'false' ? 'on_demand' : '';
}

/** The single-tunnel blocks of a dual-tunnel connection are empty or of no meaning. */
export function decodeConfig(row: Fields, mode: 'single' | 'dual', tags: Tags): ConnectionConfig {
  const ike = mode === 'single' ? row.detail('IkeConfig') : undefined;
  const check = row.detail('VcoHealthCheck');
  const enabled = check?.choice('Enable', ['true', 'false']) === 'true' ? check : undefined;
  return {
    initiation: decodeInitiation(row),
    peerId: ike?.text('RemoteId') ?? '',
    ikeVersion: ike?.text('IkeVersion') ?? '',
    localSubnet: row.text('LocalSubnet'),
    remoteSubnet: row.text('RemoteSubnet'),
    healthCheckPolicy: enabled?.text('Policy') ?? '',
    healthCheckSource: enabled?.text('Sip') ?? '',
    healthCheckDestination: enabled?.text('Dip') ?? '',
    cenId: row.text('AttachInstanceId'),
    transitRouterName: row.text('TransitRouterName'),
    alerting: tags[ALERT_TAG]?.trim().toLowerCase() === 'off' ? 'off' : 'on',
  };
}
