/** The API cannot be read, refuses, or answers nonsense: blindness is an alert of its own, never an outage, never a recovery. */

import { dual, REGION } from '../cloud.ts';
import type { Chapter } from '../incident.ts';
import {
  down,
  fault,
  field,
  healed,
  notice,
  page,
  pageOver,
  quiet,
  ticket,
  ticketOver,
  up,
} from '../steps.ts';
import { officeCloud } from './common.ts';

const FOREIGN = 'eu-central-1';
const FAR = 'ap-southeast-1';
const CONNECTIONS_CALL = { action: 'DescribeVpnConnections' };
const GATEWAYS_CALL = { action: 'DescribeVpnGateways' };

const THREE_REGIONS = {
  ...officeCloud(),
  [FOREIGN]: [dual('frankfurt'), dual('berlin')],
  [FAR]: [dual('singapore'), dual('manila')],
};

/** A row that cannot be decoded. */
const REJECTED = ['TunnelOptionsSpecification.TunnelOptions', []] as const;

export const API: Chapter = {
  title: 'The API',
  incidents: [
    {
      id: 'api-fails',
      what: 'The API of a region answers every call with 503.',
      cloud: officeCloud(),
      story: [
        fault('every call is answered with 503', 'service_unavailable'),
        page('TargetFailing', REGION, { says: ['server_error'] }),
        quiet('15m'),
        healed,
        pageOver('TargetFailing', REGION),
      ],
      never: ['ConnectionDown', 'CollectorFailing', 'DataStale', 'ConnectionVanished'],
    },
    {
      id: 'api-hangs',
      what: 'The API of a region accepts calls and never answers.',
      cloud: officeCloud(),
      story: [
        fault('no call is answered', 'hang'),
        page('TargetFailing', REGION, { says: ['timeout'] }),
        healed,
        pageOver('TargetFailing', REGION),
      ],
      never: ['ConnectionDown', 'CollectorFailing', 'DataStale'],
    },
    {
      id: 'captive-portal',
      what: 'A proxy answers every call with 200 and a login page.',
      cloud: officeCloud(),
      story: [
        fault('every call is answered with a login page', 'ok_html'),
        page('TargetFailing', REGION, { says: ['bad_response'] }),
      ],
      never: ['ConnectionDown', 'ConnectionVanished', 'ConnectionsVanished'],
    },
    {
      id: 'fails-now-and-then',
      what: 'Every third call fails.',
      cloud: officeCloud(),
      story: [
        fault('every third call is answered with 503', 'service_unavailable', {}, { every: 3 }),
        quiet('20m'),
        down('office'),
        page('ConnectionDown', 'office'),
        up('office'),
        pageOver('ConnectionDown', 'office'),
      ],
      never: ['TargetFailing'],
    },
    {
      id: 'fails-while-down',
      what: 'While a connection is down, its region cannot be read for a quarter of an hour.',
      cloud: officeCloud(),
      story: [
        down('office'),
        page('ConnectionDown', 'office'),
        fault('every call is answered with 503', 'service_unavailable'),
        page('TargetFailing', REGION),
        quiet('15m'),
        healed,
        pageOver('TargetFailing', REGION),
        quiet('5m'),
        up('office'),
        pageOver('ConnectionDown', 'office'),
      ],
      never: ['CollectorFailing'],
    },
    {
      id: 'goes-down-unseen',
      what: 'A connection goes down while its region cannot be read.',
      cloud: officeCloud(),
      story: [
        fault('every call is answered with 503', 'service_unavailable'),
        page('TargetFailing', REGION),
        down('office'),
        quiet('5m'),
        healed,
        pageOver('TargetFailing', REGION),
        page('ConnectionDown', 'office'),
      ],
      never: [],
    },
    {
      id: 'recovers-unseen',
      what: 'A connection that is down comes up while its region cannot be read.',
      cloud: officeCloud(),
      story: [
        down('office'),
        page('ConnectionDown', 'office'),
        fault('every call is answered with 503', 'service_unavailable'),
        page('TargetFailing', REGION),
        up('office'),
        quiet('5m'),
        healed,
        pageOver('ConnectionDown', 'office'),
        pageOver('TargetFailing', REGION),
      ],
      never: [],
    },
    {
      id: 'one-region-fails',
      what: 'One region cannot be read; in another a connection goes down.',
      cloud: THREE_REGIONS,
      story: [
        fault(`${FOREIGN} answers 503`, 'service_unavailable', { region: FOREIGN }),
        page('TargetFailing', FOREIGN),
        down('office'),
        page('ConnectionDown', 'office'),
      ],
      never: [],
    },
    {
      id: 'key-refused-everywhere',
      what: 'The access key of an account is deleted: every region refuses it.',
      cloud: THREE_REGIONS,
      story: [
        fault('every call is answered with InvalidAccessKeyId.NotFound', 'access_key_not_found'),
        page('CredentialsRefused', 'key-refused-everywhere'),
        quiet('10m'),
        healed,
        pageOver('CredentialsRefused', 'key-refused-everywhere'),
      ],
      never: ['TargetFailing', 'ConnectionDown', 'CollectorFailing'],
    },
    {
      id: 'key-refused-in-one-region',
      what: 'One of three regions answers SignatureDoesNotMatch (a proxy, another partition).',
      cloud: THREE_REGIONS,
      story: [
        fault(`${FOREIGN} answers SignatureDoesNotMatch`, 'signature_mismatch', {
          region: FOREIGN,
        }),
        page('TargetFailing', FOREIGN, { says: ['auth'] }),
        down('office'),
        page('ConnectionDown', 'office'),
      ],
      never: ['CredentialsRefused'],
    },
    {
      id: 'forbidden-in-one-region',
      what: 'A policy forbids DescribeVpnConnections in one of three regions.',
      cloud: THREE_REGIONS,
      story: [
        fault('DescribeVpnConnections is forbidden there', 'forbidden_ram', {
          region: FOREIGN,
          ...CONNECTIONS_CALL,
        }),
        page('TargetFailing', FOREIGN, {
          says: ['forbidden'],
          neverSays: ['refuses the credentials'],
        }),
        quiet('15m'),
      ],
      never: ['CredentialsRefused', 'CollectorFailing'],
    },
    {
      id: 'gateways-forbidden',
      what: 'A policy forbids DescribeVpnGateways alone.',
      cloud: officeCloud(),
      story: [
        fault('DescribeVpnGateways answers Forbidden.RAM', 'forbidden_ram', GATEWAYS_CALL),
        ticket('Forbidden', 'gateways'),
        down('office'),
        page('ConnectionDown', 'office'),
      ],
      never: ['CredentialsRefused', 'TargetFailing'],
    },
    {
      id: 'gateways-fail-and-recover',
      what: 'The list of gateways cannot be read for a while.',
      cloud: officeCloud(),
      story: [
        fault('DescribeVpnGateways answers 503', 'service_unavailable', GATEWAYS_CALL),
        ticket('CollectorFailing', 'gateways'),
        healed,
        ticketOver('CollectorFailing', 'gateways'),
        quiet('5m'),
      ],
      never: ['TargetFailing', 'GatewayVanished'],
    },
    {
      id: 'api-fails-shortly',
      what: 'The API fails for eight minutes; nothing comes after it is back but the end.',
      cloud: officeCloud(),
      story: [
        fault('every call is answered with 503', 'service_unavailable'),
        quiet('8m'),
        page('TargetFailing', REGION),
        healed,
        pageOver('TargetFailing', REGION),
        quiet('20m'),
      ],
      never: ['CollectorFailing', 'Throttled', 'DataStale'],
    },
    {
      id: 'throttled',
      what: 'Other tools use up the quota: every call is throttled.',
      cloud: officeCloud(),
      story: [
        fault('every call is answered with Throttling.User', 'throttled'),
        page('TargetFailing', REGION, { says: ['throttled'] }),
        healed,
        pageOver('TargetFailing', REGION),
        quiet('20m'),
      ],
      never: ['ConnectionDown', 'CollectorFailing'],
    },
    {
      id: 'throttled-now-and-then',
      what: 'Every fifth call is throttled, for half an hour.',
      cloud: officeCloud(),
      story: [
        fault('every fifth call is answered with Throttling.User', 'throttled', {}, { every: 5 }),
        ticket('Throttled', REGION),
      ],
      never: ['TargetFailing'],
      mayCome: ['Throttled'],
    },
    {
      id: 'row-rejected',
      what: 'The API returns a dual-tunnel connection without its tunnels.',
      cloud: officeCloud(),
      story: [field('office', ...REJECTED), ticket('RowsRejected', REGION), quiet('10m')],
      never: ['ConnectionDown', 'ConnectionVanished', 'SingleTunnel'],
    },
    {
      id: 'row-rejected-while-down',
      what: 'The row of a connection that is down cannot be decoded any more.',
      cloud: officeCloud(),
      story: [
        down('office'),
        page('ConnectionDown', 'office'),
        field('office', ...REJECTED),
        ticket('RowsRejected', REGION),
        quiet('10m'),
      ],
      never: ['ConnectionVanished'],
    },
    {
      id: 'rows-hidden',
      what: 'TotalCount says one more than the API shows: a permission hides a row.',
      cloud: officeCloud(),
      story: [
        fault('TotalCount is one too high', 'total_count_high', CONNECTIONS_CALL),
        ticket('ResourceCountDiffers', REGION),
      ],
      never: ['TargetFailing', 'ConnectionVanished'],
    },
    {
      id: 'unknown-state',
      what: 'The API returns a State that is not documented.',
      cloud: officeCloud(),
      owns: 'UnknownValues',
      story: [field('office', 'State', 'hibernating'), notice('UnknownValues')],
      never: ['ConnectionDown', 'ConnectionDetached'],
      mayCome: ['ConnectionStateWrong'],
    },
    {
      id: 'never-worked',
      what: 'A region is configured in which no call has ever worked.',
      cloud: officeCloud(),
      before: [
        { text: 'every call has always been answered with 503', effect: 'service_unavailable' },
      ],
      story: [
        ticket('TargetNeverSucceeded', 'connections'),
        ticket('TargetNeverSucceeded', 'gateways'),
        ticket('TargetNeverSucceeded', 'customer_gateways'),
      ],
      never: ['TargetFailing', 'CollectorFailing', 'ConnectionVanished'],
    },
  ],
};
