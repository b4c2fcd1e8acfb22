/** A Go exporter that holds as many series in memory: the Pushgateway, given the page once. */

import { start, type Running } from '../support/process.ts';
import { freePort } from '../support/port.ts';

/** What the gateway has of its own and would refuse a second time. */
const OWN = /^(?:# (?:HELP|TYPE) )?(?:process|nodejs)_.*\n/gm;

/** Starts the Pushgateway and gives it the page without the metrics of the process that made it. */
export async function startPushgateway(page: Buffer): Promise<Running & { url: string }> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const gateway = await start(
    'prometheus-pushgateway',
    [`--web.listen-address=127.0.0.1:${port}`, '--persistence.file='],
    /Listening on|listening/i,
  );
  const body = page.toString().replaceAll(OWN, '');
  const { status } = await fetch(`${url}/metrics/job/bench`, { method: 'PUT', body });
  if (status !== 200) throw new Error(`the Pushgateway refused the page with ${status}`);
  return { ...gateway, url };
}
