/** Grey failures: IPsec is up, and the traffic is not. */

import { dual, gateway, REGION, single } from '../cloud.ts';
import type { Chapter } from '../incident.ts';
import { field, happens, page, pageOver, quiet, ticket, ticketOver } from '../steps.ts';
import { cloudAround, officeCloud } from './common.ts';

/** The BGP status of one or both tunnels of `office`. */
function bgp(status: string, ...tunnels: readonly number[]): ReturnType<typeof happens> {
  const which = tunnels.map((index) => index + 1).join(' and ');
  return happens(`BGP of tunnel ${which} of \`office\`: ${status}`, async (scene) => {
    for (const index of tunnels) {
      await scene.setTunnel('office', index, 'TunnelBgpConfig.BgpStatus', status);
    }
  });
}

const WITH_HEALTH_CHECK = cloudAround(
  single('office', { gateway: 'main', healthCheck: 'success', bgp: true }),
);

export const GREY: Chapter = {
  title: 'Up, and yet not working: BGP and health checks',
  incidents: [
    {
      id: 'bgp-down',
      what: 'Both BGP sessions of a connection end while IPsec is up.',
      cloud: officeCloud({ bgp: true }),
      story: [
        bgp('false', 0, 1),
        page('ConnectionBgpDown', 'office', { says: ['while IPsec is up'] }),
        bgp('success', 0, 1),
        pageOver('ConnectionBgpDown', 'office'),
      ],
      never: ['ConnectionDown', 'TunnelBgpDown'],
    },
    {
      id: 'one-bgp-session-down',
      what: 'One of two BGP sessions ends.',
      cloud: officeCloud({ bgp: true }),
      story: [
        bgp('false', 1),
        ticket('TunnelBgpDown', 'office/1'),
        bgp('success', 1),
        ticketOver('TunnelBgpDown', 'office/1'),
      ],
      never: ['ConnectionBgpDown', 'ConnectionDown'],
    },
    {
      id: 'bgp-down-on-the-remaining-tunnel',
      what: 'One tunnel is down and the BGP session of the other ends.',
      cloud: officeCloud({ bgp: true }),
      story: [
        happens('tunnel 1 of `office` down, its BGP session with it', async (scene) => {
          await scene.setTunnel('office', 0, 'Status', 'ike_sa_not_established');
          await scene.setTunnel('office', 0, 'TunnelBgpConfig.BgpStatus', 'false');
        }),
        ticket('RedundancyLost', 'office'),
        bgp('false', 1),
        page('ConnectionBgpDown', 'office'),
      ],
      never: ['ConnectionDown'],
      mayCome: ['RedundancyLost'],
    },
    {
      id: 'health-check-failed',
      what: 'The health check of a single-tunnel connection fails while IPsec is up.',
      cloud: cloudAround(single('office', { gateway: 'main', healthCheck: 'success' })),
      story: [
        field('office', 'VcoHealthCheck.Status', 'failed'),
        page('ConnectionHealthCheckFailed', 'office'),
        field('office', 'VcoHealthCheck.Status', 'success'),
        pageOver('ConnectionHealthCheckFailed', 'office'),
      ],
      never: ['ConnectionDown'],
    },
    {
      id: 'health-check-failed-routes-stay',
      what: 'The health check fails whose policy leaves routes alone.',
      cloud: cloudAround(single('office', { gateway: 'main', healthCheck: 'success' })),
      story: [
        field('office', 'VcoHealthCheck.Policy', 'reserve_route'),
        quiet('1m'),
        field('office', 'VcoHealthCheck.Status', 'failed'),
        ticket('ConnectionHealthCheckFailed', 'office', { says: ['reserve_route'] }),
        field('office', 'VcoHealthCheck.Status', 'success'),
        ticketOver('ConnectionHealthCheckFailed', 'office'),
      ],
      never: ['ConnectionDown'],
    },
    {
      id: 'bgp-and-health-check-failed',
      what: 'BGP and the health check of a connection fail together.',
      cloud: WITH_HEALTH_CHECK,
      story: [
        happens('BGP and health check of `office` fail', async (scene) => {
          await scene.set('office', 'VpnBgpConfig.Status', 'false');
          await scene.set('office', 'VcoHealthCheck.Status', 'failed');
        }),
        page('ConnectionBgpDown', 'office'),
        quiet('5m'),
      ],
      never: ['ConnectionHealthCheckFailed', 'ConnectionDown'],
    },
    {
      id: 'health-check-switched-off',
      what: 'A failed health check is switched off.',
      cloud: cloudAround(single('office', { gateway: 'main', healthCheck: 'success' })),
      story: [
        field('office', 'VcoHealthCheck.Status', 'failed'),
        page('ConnectionHealthCheckFailed', 'office'),
        field('office', 'VcoHealthCheck.Enable', 'false'),
        pageOver('ConnectionHealthCheckFailed', 'office'),
      ],
      never: ['ConnectionDown'],
    },
    {
      id: 'no-bgp-routes',
      what: 'BGP is up, and the peer announces no route (collector routes).',
      cloud: { [REGION]: [gateway('main'), dual('office', { bgp: true }), dual('shop')] },
      watch: {
        by: [{ name: 'routes', config: { collectors: { routes: { enabled: true } } } }],
      },
      story: [ticket('NoBgpRoutes', 'office')],
      never: ['ConnectionBgpDown', 'ConnectionDown'],
    },
  ],
};
