// Run by `helm test` in a pod: every shard must answer with the exporter's metrics.
const { METRICS_URLS, METRICS_USERNAME, METRICS_PASSWORD } = process.env;

const headers =
  METRICS_USERNAME === undefined
    ? {}
    : {
        authorization: `Basic ${Buffer.from(`${METRICS_USERNAME}:${METRICS_PASSWORD}`).toString('base64')}`,
      };

/** Whether a text is in the body, of which no more than a piece is kept: that of a large fleet has 60 MB. */
async function holds(body, text) {
  let found = false;
  let end = '';
  for await (const piece of body.pipeThrough(new TextDecoderStream())) {
    found ||= (end + piece).includes(text);
    end = piece.slice(-text.length);
  }
  return found;
}

for (const url of METRICS_URLS.split(' ')) {
  try {
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(30_000) });
    const found = await holds(response.body, 'alicloud_vpn_exporter_build_info{');
    console.log(`${url}: status ${response.status}, exporter's metrics: ${found}`);
    if (response.status !== 200 || !found) process.exitCode = 1;
  } catch (error) {
    console.log(`${url}: ${error.cause?.code ?? error.name}`);
    process.exitCode = 1;
  }
}
